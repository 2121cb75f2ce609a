//! Devices on which somebody has signed in before have tries of their own.

use crate::accounts::devices::origin::{DeviceMark, SignInOrigin};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::rate_limits::Attempt;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;

/// As many devices of one person are remembered.
const MOST_DEVICES: i64 = 20;

/// The hash of the mark, if `person` has signed in on the device of the asker before.
pub async fn known_device(
    accounts: &Accounts,
    from: &SignInOrigin,
    person: Option<PersonId>,
) -> Result<Option<String>> {
    let (Some(mark), Some(person)) = (&from.mark, person) else {
        return Ok(None);
    };
    let hashes = mark.hashes_for(&accounts.keys, &person);
    let read = accounts
        .db
        .read(move |conn| Ok(store::devices::find_known(conn, &person, &hashes)?));
    read.await
}

/// Counts one secret for the device, if it is known, or for the address.
pub fn acquire_secret(accounts: &Accounts, from: &SignInOrigin, known: Option<&str>) -> Result<()> {
    match known {
        Some(mark) => accounts.limits.acquire_on_device(mark),
        None => accounts.limits.acquire(Attempt::Secret, from.address),
    }
}

/// Remembers the device of somebody who has just signed in; the mark for its cookie. Nothing is left on a computer that others
/// use too: they would share the tries.
pub fn remember(
    tx: &mut Tx<'_>,
    accounts: &Accounts,
    person: &PersonId,
    mark: Option<&DeviceMark>,
    is_shared_computer: bool,
) -> Result<Option<DeviceMark>> {
    if is_shared_computer {
        return Ok(None);
    }
    let mark = mark.cloned().unwrap_or_else(|| DeviceMark::new(accounts.db.chance()));
    let hash = mark.hash_for(&accounts.keys, person);
    store::devices::save_device(tx.conn(), person, &hash, accounts.db.now())?;
    store::devices::delete_all_but_newest(tx.conn(), person, MOST_DEVICES)?;
    Ok(Some(mark))
}

/// Forgets the devices of somebody whose passphrase was changed or whose account was closed, but the one on which they did it.
pub fn forget(tx: &mut Tx<'_>, accounts: &Accounts, person: &PersonId, but: Option<&DeviceMark>) -> Result<()> {
    let but = but.map_or_else(Vec::new, |mark| mark.hashes_for(&accounts.keys, person));
    store::devices::delete_devices(tx.conn(), person, &but)?;
    Ok(())
}

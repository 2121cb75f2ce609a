//! The passphrase of somebody who is signed in.

pub(in crate::accounts) mod proof;

use crate::accounts::access::Caller;
use crate::accounts::devices::actions as devices;
use crate::accounts::devices::origin::DeviceMark;
use crate::accounts::logins::actions::opening::end_logins;
use crate::accounts::model::{EndedWhy, Nickname, Passphrase};
use crate::accounts::passphrases::actions::proof::prove_passphrase;
use crate::accounts::second_factor::actions as second_factor;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::error::{Code, Result};

/// Changes the passphrase and ends the other logins (ASVS 6.2.3, 7.4.3).
pub async fn change_passphrase(
    accounts: &Accounts,
    caller: &Caller,
    current: Passphrase,
    next: Passphrase,
    mark: Option<DeviceMark>,
) -> Result<()> {
    let person = caller.person.clone();
    let nickname = accounts
        .db
        .read(move |conn| {
            let profile = store::people::find_profile(conn, &person)?.ok_or(Code::LoginEnded)?;
            Ok(profile.nickname)
        })
        .await?;
    next.check_new("next", &Nickname::known(&nickname))?;
    prove_passphrase(accounts, caller, "current", current).await?;
    let hash = accounts.hasher.hash(next).await?;
    let (me, caller) = (accounts.clone(), caller.clone());
    let ended = accounts.db.write(move |tx| {
        store::people::lock_person(tx.conn(), &caller.person)?;
        let now = tx.now();
        store::people::update_passphrase(tx.conn(), &caller.person, &hash, now)?;
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::PassphraseChanged,
            AuditSubject::Person,
            &caller.person,
        );
        tx.audit(&entry)?;
        store::second_factor::delete_challenges(tx.conn(), &caller.person)?;
        second_factor::forgive_in(tx, &me, &caller.person)?;
        devices::forget(tx, &me, &caller.person, mark.as_ref())?;
        end_logins(tx, &me, &caller.person, Some(&caller.login), EndedWhy::Passphrase)
    });
    accounts.revoked_logins.add(&ended.await?);
    Ok(())
}

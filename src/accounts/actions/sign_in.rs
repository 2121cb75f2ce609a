//! Signing in with nickname and passphrase.

use super::entrance::{Device, Opened, open_login};
use super::throttle::{self, Subject};
use crate::accounts::limits::Attempt;
use crate::accounts::model::{Nickname, Passphrase, Patience};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::store::second_factor::ChallengeRow;
use crate::audit::security::{self, SecurityEvent, SecurityKind};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::PersonId;
use crate::keys::hex;
use std::net::IpAddr;

/// How long the second factor is awaited.
const CHALLENGE_TIME: Millis = 5 * MINUTE;

/// What somebody types to come in.
pub struct SignIn {
    pub nickname: String,
    pub passphrase: Passphrase,
    pub device: Device,
}

/// What comes of it.
pub enum Entered {
    /// Inside.
    In(Box<Opened>),
    /// The passphrase was right; the code of the second factor is awaited under this challenge.
    SecondFactor { challenge: String, expires_at: Millis },
}

/// Signs somebody in. Unknown names, people without a passphrase and wrong passphrases cost the same and are answered the
/// same.
pub async fn sign_in(accounts: &Accounts, ask: SignIn, from: IpAddr) -> Result<Entered> {
    accounts.limits.take(Attempt::Secret, from)?;
    ask.passphrase.check_length("passphrase")?;
    let key = Nickname::key_of(&ask.nickname);
    let subjects = [
        Subject::new(
            accounts,
            "throttle.account.network",
            &format!("{key}\n{}", wide(from)),
            Patience::ACCOUNT_FROM_NETWORK,
        ),
        Subject::new(accounts, "throttle.account", &key, Patience::ACCOUNT),
    ];
    let charged = {
        let (me, subjects) = (accounts.clone(), subjects.clone());
        accounts.db.write(move |tx| {
            throttle::charge(tx, &me, &subjects)?;
            Ok::<_, Error>(store::people::find_credentials_by_key(tx.conn(), &key)?)
        })
    };
    let known = match charged.await {
        Err(error) if error.code == Code::Throttled => {
            note(accounts, SecurityKind::Throttled, None, from).await?;
            return Err(error);
        }
        known => known?,
    };
    let tried = known.as_ref().map(|known| known.id.clone());
    let hash = known.as_ref().and_then(|known| known.passphrase.clone());
    let is_right = accounts.hasher.verify(ask.passphrase, hash.clone()).await?;
    let Some(known) = known.filter(|_| is_right) else {
        note(accounts, SecurityKind::SignInFailed, tried, from).await?;
        return Err(Code::WrongSignIn.into());
    };
    let (me, device) = (accounts.clone(), ask.device);
    let write = accounts.db.write(move |tx| {
        // the passphrase that was proved must still be the one that counts
        store::people::lock_person(tx.conn(), &known.id)?;
        let now = store::people::find_credentials(tx.conn(), &known.id)?.ok_or(Code::WrongSignIn)?;
        if now.passphrase != hash {
            return Err(Code::WrongSignIn.into());
        }
        throttle::clear(tx, &subjects)?;
        enter(tx, &me, &now.id, now.is_totp_on, &device)
    });
    write.await
}

/// A line of the security log about a try that came to nothing.
async fn note(accounts: &Accounts, kind: SecurityKind, person: Option<PersonId>, from: IpAddr) -> Result<()> {
    let event = SecurityEvent::new(&accounts.clock, &accounts.chance, kind, person.as_ref());
    security::record(&accounts.db, event.from(from)).await
}

/// Lets somebody in whose first factor is proved: at once, or after the second.
pub fn enter(
    tx: &mut Tx<'_>,
    accounts: &Accounts,
    person: &PersonId,
    has_second_factor: bool,
    device: &Device,
) -> Result<Entered> {
    if !has_second_factor {
        return open_login(tx, accounts, person, device).map(|opened| Entered::In(Box::new(opened)));
    }
    let challenge = hex(&accounts.chance.bytes::<32>());
    let now = accounts.clock.now();
    let row = ChallengeRow {
        id: accounts.keys.token("second_factor", &challenge),
        person_id: person.clone(),
        device: device.name.clone(),
        is_shared_computer: device.is_shared_computer,
        tries: 0,
        expires_at: now + CHALLENGE_TIME,
    };
    store::second_factor::insert_challenge(tx.conn(), &row)?;
    Ok(Entered::SecondFactor {
        challenge,
        expires_at: row.expires_at,
    })
}

/// An address without its last part: /24 or /48 (safety 26).
fn wide(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() & 0xffff_ff00).into()),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() & (u128::MAX << 80)).into()),
    }
}

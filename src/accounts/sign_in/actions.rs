//! Signing in with nickname and passphrase.

use crate::accounts::devices::actions::{acquire_secret, known_device};
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions::opening::{Device, OpenedLogin, open_login};
use crate::accounts::model::{Backoff, Nickname, Passphrase};
use crate::accounts::second_factor::store::ChallengeRow;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::actions::{self as throttle, Subject};
use crate::audit::security::{self, SecurityEvent, SecurityKind};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Code, Result};
use crate::ids::PersonId;
use crate::keys::hex;

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
    In(Box<OpenedLogin>),
    /// The passphrase was right; the code of the second factor is awaited under this challenge.
    SecondFactor {
        challenge: String,
        expires_at: Millis,
    },
}

/// Signs somebody in. Unknown names, people without a passphrase and wrong passphrases cost the same and are answered the
/// same.
pub async fn sign_in(accounts: &Accounts, ask: SignIn, from: SignInOrigin) -> Result<Entered> {
    ask.passphrase.check_length("passphrase")?;
    let key = Nickname::key_of(&ask.nickname);
    let device = known_device(accounts, &from, find_person(accounts, &from, &key).await?).await?;
    acquire_secret(accounts, &from, device.as_deref())?;
    let tried = Tried::new(accounts, &key, &from, device.as_deref());
    let charged = {
        let tried = tried.clone();
        accounts.db.write(move |tx| {
            tried.charge(tx)?;
            Ok(store::people::find_credentials_by_key(tx.conn(), &key)?)
        })
    };
    let known = match charged.await {
        Err(error) if error.code == Code::Throttled => {
            record_event(accounts, SecurityKind::Throttled, None, &from).await?;
            return Err(error);
        }
        known => known?,
    };
    let who = known.as_ref().map(|known| known.id.clone());
    let hash = known.as_ref().and_then(|known| known.passphrase.clone());
    let is_right = accounts.hasher.verify(ask.passphrase, hash.clone()).await?;
    let Some(known) = known.filter(|_| is_right) else {
        record_event(accounts, SecurityKind::SignInFailed, who, &from).await?;
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
        throttle::clear(tx, tried.own())?;
        enter(tx, &me, &now.id, now.is_totp_on, &device)
    });
    write.await
}

/// A line of the security log about a try that came to nothing.
async fn record_event(
    accounts: &Accounts,
    kind: SecurityKind,
    person: Option<PersonId>,
    from: &SignInOrigin,
) -> Result<()> {
    let event = SecurityEvent::new(kind, person.as_ref());
    security::record(&accounts.db, event.from(from.address)).await
}

/// Who has this name, if the asker brings a mark that could be theirs.
async fn find_person(accounts: &Accounts, from: &SignInOrigin, key: &str) -> Result<Option<PersonId>> {
    if from.mark.is_none() {
        return Ok(None);
    }
    let key = key.to_owned();
    let read = accounts
        .db
        .read(move |conn| Ok(store::people::find_id_by_key(conn, &key)?));
    read.await
}

/// What a try at an account is charged to. On a device that its owner knows: to the device alone, so that nobody else can use
/// these tries up. Elsewhere: to the network, and the more patiently the more often the account was tried from anywhere.
#[derive(Clone)]
enum Tried {
    OnDevice(Subject),
    FromNetwork { network: Subject, everywhere: Subject },
}

impl Tried {
    fn new(accounts: &Accounts, key: &str, from: &SignInOrigin, device: Option<&str>) -> Self {
        match device {
            Some(mark) => Tried::OnDevice(Subject::new(accounts, "throttle.account.device", mark)),
            None => Tried::FromNetwork {
                network: Subject::new(
                    accounts,
                    "throttle.account.network",
                    &format!("{key}\n{}", from.network()),
                ),
                everywhere: Subject::new(accounts, "throttle.account", key),
            },
        }
    }

    fn charge(&self, tx: &mut Tx<'_>) -> Result<()> {
        match self {
            Tried::OnDevice(device) => throttle::charge(tx, device, Backoff::OWN_DEVICE),
            Tried::FromNetwork { network, everywhere } => {
                let failures = throttle::count(tx, everywhere)?;
                throttle::charge(tx, network, Backoff::of_network(failures))
            }
        }
    }

    /// What success gives back. The count from everywhere stays: an owner who signs in does not end an attack.
    fn own(&self) -> &Subject {
        match self {
            Tried::OnDevice(device) => device,
            Tried::FromNetwork { network, .. } => network,
        }
    }
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
    let challenge = hex(&accounts.db.chance().bytes::<32>());
    let now = accounts.db.now();
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

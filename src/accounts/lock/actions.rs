//! The lock of the screen (safety 55): from then on the server takes nothing from this login but what opens it or ends it.
//!
//! Both verbs are proved by the cookie: the access token may have run out while nobody was there.

use crate::accounts::access::{Caller, Holder};
use crate::accounts::devices::actions::{acquire_secret, known_device};
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions::opening::{OpenedLogin, announce};
use crate::accounts::logins::actions::refresh::{Outcome, end, find_open, rotate};
use crate::accounts::logins::store::LoginRow;
use crate::accounts::logins::tokens::RefreshToken;
use crate::accounts::model::{EndedWhy, Passphrase, Pin};
use crate::accounts::passphrases::actions::proof::prove_passphrase;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{LoginId, PersonId};

/// Wrong tries at one lock; the login ends with the last.
const MOST_TRIES: i64 = 5;
/// What the seal of a PIN is bound to, with its person.
const SEALED: &str = "pins";
/// How often a login that is kept for a call is written.
const KEPT_EVERY: Millis = MINUTE;

/// What opens a lock.
pub enum Key {
    /// The digits that the person has chosen.
    Pin(Pin),
    /// The passphrase, and perhaps the digits for the next time.
    Passphrase(Passphrase, Option<Pin>),
}

enum Locked {
    Already,
    Now(LoginId, i64, Millis),
    Ended(LoginId),
}

/// Locks the login of the cookie; on a shared computer it ends. Locking it twice changes nothing.
pub async fn lock(accounts: &Accounts, token: &str) -> Result<()> {
    let token = RefreshToken::parse(token).ok_or(Code::LoginEnded)?;
    let me = accounts.clone();
    let write = accounts.db.write(move |tx| {
        let login = proved(tx, &me, &token)?;
        let now = tx.now();
        if login.is_shared_computer {
            let id = login.id.clone();
            end(tx, &me, login, EndedWhy::Idle)?;
            return Ok(Locked::Ended(id));
        }
        let Some(number) = store::lock::upsert_locked(tx.conn(), &login.id, now)? else {
            return Ok(Locked::Already);
        };
        announce(tx, &login.person_id, vec![])?;
        Ok(Locked::Now(login.id, number, now))
    });
    match write.await? {
        Locked::Now(login, number, at) => accounts.locked_logins.add(&login, number, at),
        Locked::Ended(login) => accounts.revoked_logins.add(&[login]),
        Locked::Already => {}
    }
    Ok(())
}

/// Opens the lock and goes on with new tokens. A login that is not locked goes on as by a refresh. The try is charged before
/// the secret is looked at, so that many at once do not slip through together. On a device that the person has signed in on before,
/// nobody else at the same address uses these tries up.
pub async fn unlock(accounts: &Accounts, token: &str, key: Key, from: SignInOrigin) -> Result<OpenedLogin> {
    let token = RefreshToken::parse(token);
    let person = find_person(accounts, token.as_ref(), &from).await?;
    let device = known_device(accounts, &from, person).await?;
    acquire_secret(accounts, &from, device.as_deref())?;
    let token = token.ok_or(Code::LoginEnded)?;
    if let Key::Passphrase(passphrase, next) = &key {
        passphrase.check_length("passphrase")?;
        next.as_ref().map_or(Ok(()), |pin| pin.check_new("next_pin"))?;
    }
    let charged = {
        let (me, token) = (accounts.clone(), token.clone());
        accounts.db.write(move |tx| charge(tx, &me, &token))
    };
    let (login, lock) = match charged.await? {
        Charged::Try(login, lock) => (login, lock),
        Charged::Done(outcome) => return settle(accounts, outcome),
    };
    if !is_right(accounts, &login.person_id, &key).await? {
        if lock.tries < MOST_TRIES {
            return Err(Code::WrongUnlock.into());
        }
        let me = accounts.clone();
        let write = accounts.db.write(move |tx| give_up(tx, &me, &login));
        return settle(accounts, write.await?);
    }
    let next = match key {
        Key::Passphrase(_, Some(pin)) => Some(accounts.hasher.hash(pin.as_secret()).await?),
        _ => None,
    };
    let me = accounts.clone();
    let write = accounts.db.write(move |tx| {
        if store::lock::update_unlocked(tx.conn(), &login.id, lock.number)? == 0 {
            // opened by another tab just now, or locked again
            return rotate(tx, &me, &token);
        }
        if let Some(hash) = &next {
            set_in(tx, &me, &login.person_id, hash)?;
        }
        rotate(tx, &me, &token)
    });
    settle(accounts, write.await?)
}

/// Whose login the cookie names, if the asker brings a mark that could be theirs.
async fn find_person(
    accounts: &Accounts,
    token: Option<&RefreshToken>,
    from: &SignInOrigin,
) -> Result<Option<PersonId>> {
    let (Some(token), Some(_)) = (token.cloned(), &from.mark) else {
        return Ok(None);
    };
    let read = accounts.db.read(move |conn| {
        let login = store::logins::find_login(conn, &token.login)?;
        Ok(login.map(|login| login.person_id))
    });
    read.await
}

enum Charged {
    Try(LoginRow, store::lock::LockRow),
    Done(Outcome),
}

fn charge(tx: &mut Tx<'_>, me: &Accounts, token: &RefreshToken) -> Result<Charged> {
    let login = proved(tx, me, token)?;
    let now = tx.now();
    if login.expires_at <= now {
        return end(tx, me, login, EndedWhy::Expired).map(Charged::Done);
    }
    if login.last_used_at + login.idle_ms < now {
        return end(tx, me, login, EndedWhy::Idle).map(Charged::Done);
    }
    match store::lock::bump_tries(tx.conn(), &login.id)? {
        None => rotate(tx, me, token).map(Charged::Done),
        Some(lock) if lock.tries > MOST_TRIES => give_up(tx, me, &login).map(Charged::Done),
        Some(lock) => Ok(Charged::Try(login, lock)),
    }
}

/// The tries are used up: the person signs in anew.
fn give_up(tx: &mut Tx<'_>, me: &Accounts, login: &LoginRow) -> Result<Outcome> {
    let entry = Entry::new(None, AuditVerb::UnlockGivenUp, AuditSubject::Person, &login.person_id);
    tx.audit(&entry)?;
    end(tx, me, login.clone(), EndedWhy::Idle)
}

fn settle(accounts: &Accounts, outcome: Outcome) -> Result<OpenedLogin> {
    match outcome {
        Outcome::GoesOn(opened) => Ok(*opened),
        Outcome::Ended(login, code) => {
            accounts.revoked_logins.add(&[login]);
            Err(code.into())
        }
    }
}

/// Whether it opens the locks of this person. Whoever has chosen no PIN has none that could be right.
async fn is_right(accounts: &Accounts, person: &PersonId, key: &Key) -> Result<bool> {
    let of = person.clone();
    let read = accounts.db.read(move |conn| {
        let credentials = store::people::find_credentials(conn, &of)?.ok_or(Code::LoginEnded)?;
        Ok((credentials.passphrase, store::lock::find_pin(conn, &of)?))
    });
    let (passphrase, pin) = read.await?;
    match key {
        Key::Passphrase(typed, _) => accounts.hasher.verify(typed.clone(), passphrase).await,
        Key::Pin(typed) if typed.is_possible() => {
            let open = |sealed: Vec<u8>| accounts.keys.open_text(SEALED, person.as_str(), &sealed);
            let hash = pin.map(open).transpose()?;
            accounts.hasher.verify(typed.as_secret(), hash).await
        }
        Key::Pin(_) => Ok(false),
    }
}

/// An open login whose refresh token this is.
fn proved(tx: &mut Tx<'_>, me: &Accounts, token: &RefreshToken) -> Result<LoginRow> {
    let login = find_open(tx.conn(), token)?;
    if token.is_proved(&me.keys, &login.refresh_seed) {
        Ok(login)
    } else {
        Err(Code::LoginEnded.into())
    }
}

/// Who holds this cookie, if its login stands: the one thing that a locked page may ask is whether somebody asks for them.
pub async fn held_by(accounts: &Accounts, token: &str) -> Result<Holder> {
    let token = RefreshToken::parse(token).ok_or(Code::LoginEnded)?;
    let me = accounts.clone();
    let read = accounts.db.read(move |conn| {
        let (login, now) = (find_open(conn, &token)?, me.db.now());
        let stands = login.expires_at > now && login.last_used_at + login.idle_ms >= now;
        if !stands || !token.is_proved(&me.keys, &login.refresh_seed) {
            return Err(Error::from(Code::LoginEnded));
        }
        Ok(Holder {
            person: login.person_id,
            login: login.id,
            last_used_at: login.last_used_at,
        })
    });
    read.await
}

/// Keeps the login of somebody who may be called any moment from ending by idleness while its page is locked.
pub async fn keep_login(accounts: &Accounts, holder: &Holder) -> Result<()> {
    let (now, login) = (accounts.db.now(), holder.login.clone());
    if now - holder.last_used_at < KEPT_EVERY {
        return Ok(());
    }
    let write = accounts.db.write(move |tx| {
        store::lock::update_login_used(tx.conn(), &login, now)?;
        Ok(())
    });
    write.await
}

/// Chooses the digits, or other ones; only whoever knows the passphrase.
pub async fn set_pin(accounts: &Accounts, caller: &Caller, passphrase: Passphrase, pin: Pin) -> Result<()> {
    pin.check_new("pin")?;
    prove_passphrase(accounts, caller, "passphrase", passphrase).await?;
    let hash = accounts.hasher.hash(pin.as_secret()).await?;
    let (me, person) = (accounts.clone(), caller.person.clone());
    accounts.db.write(move |tx| set_in(tx, &me, &person, &hash)).await
}

fn set_in(tx: &mut Tx<'_>, me: &Accounts, person: &PersonId, hash: &str) -> Result<()> {
    let sealed = me.keys.seal(SEALED, person.as_str(), hash.as_bytes())?;
    let now = tx.now();
    store::lock::upsert_pin(tx.conn(), person, &sealed, now)?;
    record_audit(tx, person, AuditVerb::PinSet)
}

/// Gives the digits up: from then on the passphrase opens the screen.
pub async fn remove_pin(accounts: &Accounts, caller: &Caller) -> Result<()> {
    let person = caller.person.clone();
    let write = accounts.db.write(move |tx| {
        if store::lock::delete_pin(tx.conn(), &person)? == 1 {
            record_audit(tx, &person, AuditVerb::PinRemoved)?;
        }
        Ok(())
    });
    write.await
}

fn record_audit(tx: &mut Tx<'_>, person: &PersonId, verb: AuditVerb) -> Result<()> {
    let entry = Entry::new(Some(person), verb, AuditSubject::Person, person);
    Ok(tx.audit(&entry)?)
}

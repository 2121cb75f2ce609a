//! The second factor: asked for at sign-in, set up, removed; and the codes that replace it.

use crate::accounts::access::Caller;
use crate::accounts::devices::actions::{acquire_secret, known_device};
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions::opening::{Device, OpenedLogin, end_logins, open_login};
use crate::accounts::model::{Backoff, EndedWhy, OneTimeCode, Passphrase, RECOVERY_GROUPS};
use crate::accounts::passphrases::actions::proof::prove_passphrase;
use crate::accounts::people::store::Credentials;
use crate::accounts::second_factor::totp;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::actions::{self as throttle, Subject};
use crate::audit::security::{SecurityEvent, SecurityKind};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::PersonId;
use crate::keys::Keys;

/// Wrong codes under one challenge.
const MOST_TRIES: i64 = 5;
const RECOVERY_CODES: usize = 8;
/// A login this young has just been proved by the passphrase (ASVS 7.5.1).
const FRESH: Millis = 15 * MINUTE;
/// Which sealed field of which table.
const SEALED: &str = "people.totp_secret";

/// Completes a sign-in with a code of the authenticator or one of the recovery codes.
pub async fn complete_sign_in(
    accounts: &Accounts,
    challenge: &str,
    code: String,
    from: SignInOrigin,
) -> Result<OpenedLogin> {
    let ids = accounts.keys.tokens("second_factor", challenge);
    let read = {
        let ids = ids.clone();
        accounts
            .db
            .read(move |conn| Ok(store::second_factor::find_person(conn, &ids)?))
    };
    let device = known_device(accounts, &from, read.await?).await?;
    acquire_secret(accounts, &from, device.as_deref())?;
    let me = accounts.clone();
    let done = accounts.db.write(move |tx| {
        let now = tx.now();
        let Some(asked) = store::second_factor::update_tried(tx.conn(), &ids, now)? else {
            return Ok(None);
        };
        let id = asked.id.clone();
        store::people::lock_person(tx.conn(), &asked.person_id)?;
        let Some(person) = store::people::find_credentials(tx.conn(), &asked.person_id)? else {
            return Ok(None);
        };
        let subject = match &device {
            Some(mark) => Subject::new(&me, "throttle.second_factor.device", mark),
            None => elsewhere(&me, &person.id),
        };
        // nobody guesses a recovery code of 120 bits, so nobody's guesses hold up whoever has one
        if recovery_code(&code).is_none() {
            throttle::charge(tx, &subject, Backoff::SECOND_FACTOR)?;
        }
        if asked.tries >= MOST_TRIES {
            store::second_factor::delete_challenge(tx.conn(), &id)?;
        }
        if asked.tries > MOST_TRIES || !use_code(tx, &me, &person, &code)? {
            let failed = SecurityEvent::new(SecurityKind::SecondFactorFailed, Some(&person.id));
            tx.log_security(&failed.from(from.address))?;
            return Ok(None);
        }
        throttle::clear(tx, &subject)?;
        store::second_factor::delete_challenge(tx.conn(), &id)?;
        let device = Device {
            name: asked.device,
            is_shared_computer: asked.is_shared_computer,
            mark: from.mark.clone(),
        };
        open_login(tx, &me, &person.id, &device).map(Some)
    });
    // a wrong code is no error inside: its count must stay
    done.await?.ok_or_else(|| Code::WrongSecondFactor.into())
}

/// Codes for a person from devices that they do not know: only whoever has the right passphrase can try any.
fn elsewhere(accounts: &Accounts, person: &PersonId) -> Subject {
    Subject::new(accounts, "throttle.second_factor", person.as_str())
}

/// A new passphrase: whoever had the old one and tried codes is out, and what they used up is given back.
pub fn forgive_in(tx: &mut Tx<'_>, accounts: &Accounts, person: &PersonId) -> Result<()> {
    throttle::clear(tx, &elsewhere(accounts, person))
}

fn recovery_code(code: &str) -> Option<OneTimeCode> {
    OneTimeCode::parse(code).filter(|code| code.as_str().len() == RECOVERY_GROUPS * 4)
}

/// Whether `code` is right and unused; it is used up then (ASVS 6.5.1).
fn use_code(tx: &mut Tx<'_>, accounts: &Accounts, person: &Credentials, code: &str) -> Result<bool> {
    if let Some(step) = matching_step(accounts, person, code)? {
        return Ok(store::people::update_totp_step(tx.conn(), &person.id, step)? == 1);
    }
    let Some(code) = recovery_code(code) else {
        return Ok(false);
    };
    let hashes = accounts.keys.tokens("recovery_code", code.as_str());
    let now = accounts.db.now();
    Ok(store::second_factor::update_recovery_code_used(tx.conn(), &person.id, &hashes, now)? == 1)
}

fn matching_step(accounts: &Accounts, person: &Credentials, code: &str) -> Result<Option<i64>> {
    let Some(sealed) = &person.totp_secret else {
        return Ok(None);
    };
    let secret = accounts.keys.open(SEALED, person.id.as_str(), sealed)?;
    totp::matching_step(secret, code, accounts.db.now())
}

/// What an authenticator app needs.
pub struct Offered {
    pub secret: String,
    pub otpauth_url: String,
}

/// Makes a secret that counts once a code of it has been confirmed. A login that is not fresh proves its passphrase again.
pub async fn offer_totp(accounts: &Accounts, caller: &Caller, passphrase: Option<Passphrase>) -> Result<Offered> {
    match passphrase {
        Some(passphrase) => prove_passphrase(accounts, caller, "passphrase", passphrase).await?,
        None => {
            let (login, now) = (caller.login.clone(), accounts.db.now());
            let read = accounts.db.read(move |conn| {
                let login = store::logins::find_login(conn, &login)?.ok_or(Code::LoginEnded)?;
                Ok(login.created_at)
            });
            if now - read.await? > FRESH {
                return Err(Code::PassphraseNeeded.into());
            }
        }
    }
    let secret = accounts.db.chance().bytes::<20>();
    let sealed = accounts.keys.seal(SEALED, caller.person.as_str(), &secret)?;
    let person = caller.person.clone();
    let nickname = accounts
        .db
        .write(move |tx| {
            let profile = store::people::find_profile(tx.conn(), &person)?.ok_or(Code::LoginEnded)?;
            if store::people::update_totp_secret(tx.conn(), &person, &sealed)? == 0 {
                return Err(Error::new(
                    Code::WrongState,
                    "There is a second factor already; remove it first.",
                ));
            }
            Ok(profile.nickname)
        })
        .await?;
    Ok(Offered {
        secret: totp::base32(&secret)?,
        otpauth_url: totp::otpauth_url(&secret, &accounts.product_title, &nickname)?,
    })
}

/// Switches the second factor on with a first right code. Ends the other logins. The recovery codes are shown once.
pub async fn confirm_totp(accounts: &Accounts, caller: &Caller, code: String) -> Result<Vec<String>> {
    let codes: Vec<_> = (0..RECOVERY_CODES)
        .map(|_| OneTimeCode::new(accounts.db.chance(), RECOVERY_GROUPS))
        .collect();
    let printed = codes.iter().map(OneTimeCode::printed).collect();
    let (me, caller) = (accounts.clone(), caller.clone());
    let ended = accounts.db.write(move |tx| {
        store::people::lock_person(tx.conn(), &caller.person)?;
        let person = store::people::find_credentials(tx.conn(), &caller.person)?.ok_or(Code::LoginEnded)?;
        // by the login: nobody elsewhere uses its tries up
        let subject = Subject::new(&me, "throttle.confirm", caller.login.as_str());
        throttle::charge(tx, &subject, Backoff::OWN_DEVICE)?;
        let Some(step) = matching_step(&me, &person, &code)? else {
            return Ok(None);
        };
        if store::people::update_totp_on(tx.conn(), &person.id, step)? == 0 {
            return Err(Error::new(Code::WrongState, "There is nothing to confirm."));
        }
        throttle::clear(tx, &subject)?;
        store::second_factor::delete_recovery_codes(tx.conn(), &person.id)?;
        for code in &codes {
            let hash = me.keys.token("recovery_code", code.as_str());
            store::second_factor::insert_recovery_code(tx.conn(), &person.id, &hash)?;
        }
        tx.audit(&Entry::new(
            Some(&person.id),
            AuditVerb::SecondFactorSet,
            AuditSubject::Person,
            &person.id,
        ))?;
        end_logins(tx, &me, &person.id, Some(&caller.login), EndedWhy::SecondFactor).map(Some)
    });
    let ended = ended.await?.ok_or(Code::WrongSecondFactor)?;
    accounts.revoked_logins.add(&ended);
    Ok(printed)
}

/// Removes the second factor, with the passphrase. Ends the other logins.
pub async fn remove_totp(accounts: &Accounts, caller: &Caller, passphrase: Passphrase) -> Result<()> {
    prove_passphrase(accounts, caller, "passphrase", passphrase).await?;
    let (me, caller) = (accounts.clone(), caller.clone());
    let ended = accounts.db.write(move |tx| {
        store::people::lock_person(tx.conn(), &caller.person)?;
        remove_in(tx, &caller.person)?;
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::SecondFactorRemoved,
            AuditSubject::Person,
            &caller.person,
        );
        tx.audit(&entry)?;
        end_logins(tx, &me, &caller.person, Some(&caller.login), EndedWhy::SecondFactor)
    });
    accounts.revoked_logins.add(&ended.await?);
    Ok(())
}

/// Takes the second factor, what is awaited from it and its recovery codes away.
pub fn remove_in(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    store::people::update_totp_off(tx.conn(), person)?;
    store::second_factor::delete_challenges(tx.conn(), person)?;
    store::second_factor::delete_recovery_codes(tx.conn(), person)?;
    Ok(())
}

/// Switches a second factor with a known secret on.
pub fn set_in(tx: &mut Tx<'_>, keys: &Keys, person: &PersonId, secret: &[u8]) -> Result<()> {
    let sealed = keys.seal(SEALED, person.as_str(), secret)?;
    store::people::update_totp_secret(tx.conn(), person, &sealed)?;
    store::people::update_totp_on(tx.conn(), person, 0)?;
    Ok(())
}

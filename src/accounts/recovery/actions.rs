//! Getting an account back: a coordinator who knows the person hands them a card with a one-time code.

use crate::accounts::access::{Caller, Permissions, allowed};
use crate::accounts::access_change::AccessChange;
use crate::accounts::cards::actions::validity;
use crate::accounts::cards::actions::{charge_wrong, hash_of, hashes_in};
use crate::accounts::cards::store::CardRow;
use crate::accounts::devices::actions as devices;
use crate::accounts::devices::origin::SignInOrigin;
use crate::accounts::logins::actions::opening::{Device, end_logins};
use crate::accounts::model::{CardKind, EndedWhy, Nickname, OneTimeCode, Passphrase};
use crate::accounts::people::seen::find_seen;
use crate::accounts::policy::may_recover;
use crate::accounts::second_factor::actions as second_factor;
use crate::accounts::service::Accounts;
use crate::accounts::sign_in::actions::{Entered, enter};
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::clock::{DAY, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{InvitationId, LoginId, PersonId};

/// Makes a card for somebody all of whose roles the caller could give: nobody gets into an account that can do more than
/// their own, and only another privacy officer into that of one. It ends the person's logins and takes earlier cards back.
/// Only headquarters resets the second factor of staff (ASVS 6.4.4).
pub async fn make_recovery_card(
    accounts: &Accounts,
    caller: &Caller,
    person: PersonId,
    resets_second_factor: bool,
) -> Result<(CardRow, OneTimeCode)> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let made = accounts.db.write(move |tx| {
        // the maker is held too: nobody takes their role away while the card is being made
        let mut both = [&caller.person, &person];
        both.sort();
        for one in both {
            store::people::lock_person(tx.conn(), one)?;
        }
        let who = Permissions::load(tx.conn(), &caller)?;
        let seen = find_seen(tx.conn(), &who, &person)?;
        let roles = Permissions::of(person.clone(), store::roles::list_roles(tx.conn(), &person)?);
        allowed(may_recover(&who, &roles, resets_second_factor))?;
        if !seen.is_active {
            return Err(Error::new(Code::WrongState, "Who is not active gets no card."));
        }
        make_in(tx, &me, Some(&caller.person), &roles, resets_second_factor)
    });
    let (row, code, ended) = made.await?;
    accounts.revoked_logins.add(&ended);
    Ok((row, code))
}

/// Makes the card; whoever calls it holds the person and knows that they may have one.
pub fn make_in(
    tx: &mut Tx<'_>,
    me: &Accounts,
    by: Option<&PersonId>,
    whose: &Permissions,
    resets_second_factor: bool,
) -> Result<(CardRow, OneTimeCode, Vec<LoginId>)> {
    let (now, person) = (tx.now(), &whose.person);
    store::cards::update_recovery_withdrawn(tx.conn(), person, now)?;
    let code = OneTimeCode::for_card(me.db.chance());
    let row = CardRow {
        id: tx.mint::<InvitationId>(),
        kind: CardKind::Recovery,
        code_hash: hash_of(&me.keys, &code),
        role: None,
        district_id: None,
        cohort_id: None,
        person_id: Some(person.clone()),
        resets_second_factor,
        created_by: by.cloned(),
        created_at: now,
        expires_at: now + Millis::from(me.settings.recovery_days) * DAY,
        used_at: None,
        withdrawn_at: None,
    };
    store::cards::insert_card(tx.conn(), &row)?;
    let verb = AuditVerb::RecoveryCardMade;
    let entry = Entry::new(by, verb, AuditSubject::Person, person);
    tx.audit(&entry.detail(serde_json::json!({"resets_second_factor": resets_second_factor})))?;
    if whose.is_privacy_officer() {
        me.run_access_change_hooks(tx, person, &AccessChange::OfficerChanged)?;
    }
    let ended = end_logins(tx, me, person, None, EndedWhy::Recovery)?;
    Ok((row, code, ended))
}

/// Sets a new passphrase with a card's code and signs in; a second factor that the card does not reset is still asked for
/// (ASVS 6.4.3).
pub async fn recover(
    accounts: &Accounts,
    code: &str,
    passphrase: Passphrase,
    device: Device,
    from: &SignInOrigin,
) -> Result<Entered> {
    let hash = hashes_in(accounts, code, from)?;
    let now = accounts.db.now();
    let read = accounts.db.read(move |conn| {
        let card = store::cards::find_open_by_hash(conn, CardKind::Recovery, &hash, now)?.ok_or(Code::BadCode)?;
        let person = card.person_id.clone().ok_or(Code::BadCode)?;
        let person = store::people::find_credentials(conn, &person)?.ok_or(Code::BadCode)?;
        Ok((card, person))
    });
    let (card, person) = charge_wrong(accounts, from, read.await)?;
    passphrase.check_new("passphrase", &Nickname::known(&person.nickname))?;
    let passphrase_hash = accounts.hasher.hash(passphrase).await?;
    let me = accounts.clone();
    let write = accounts.db.write(move |tx| {
        let now = tx.now();
        validity::lock_valid_card(tx, &card)?;
        if store::cards::update_used(tx.conn(), &card.id, &person.id, now)? == 0 {
            return Err(Code::BadCode.into());
        }
        store::people::update_passphrase(tx.conn(), &person.id, &passphrase_hash, now)?;
        store::second_factor::delete_challenges(tx.conn(), &person.id)?;
        second_factor::forgive_in(tx, &me, &person.id)?;
        devices::forget(tx, &me, &person.id, None)?;
        // whoever lost the account may have lost the digits with it
        store::lock::delete_pin(tx.conn(), &person.id)?;
        if card.resets_second_factor {
            second_factor::remove_in(tx, &person.id)?;
        }
        let entry = Entry::new(
            Some(&person.id),
            AuditVerb::AccountRecovered,
            AuditSubject::Person,
            &person.id,
        );
        tx.audit(&entry)?;
        let ended = end_logins(tx, &me, &person.id, None, EndedWhy::Recovery)?;
        let asks = person.is_totp_on && !card.resets_second_factor;
        Ok((enter(tx, &me, &person.id, asks, &device)?, ended))
    });
    let (entered, ended) = write.await?;
    accounts.revoked_logins.add(&ended);
    Ok(entered)
}

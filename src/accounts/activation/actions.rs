//! Closing an account and opening it again (ASVS 7.4.2). Nothing of the person is deleted by it.

use crate::accounts::access::{Caller, Permissions, Role, allowed};
use crate::accounts::access_change::AccessChange;
use crate::accounts::cards::actions::validity::withdraw_cards;
use crate::accounts::devices::actions as devices;
use crate::accounts::logins::actions::opening::end_logins;
use crate::accounts::model::{EndedWhy, PersonSeen};
use crate::accounts::people::seen::find_seen;
use crate::accounts::policy::outranks;
use crate::accounts::roles::actions::must_leave_headquarters;
use crate::accounts::roles::actions::privacy_officer::must_leave_officer;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;

/// Closes the account of somebody all of whose roles the caller could give, never the caller's own, and never that of the
/// last person of headquarters. Their logins end at once, their cards are taken back, and the rooms above let go of them in
/// the same transaction. Doing it twice changes nothing.
pub async fn deactivate(accounts: &Accounts, caller: &Caller, person: PersonId) -> Result<PersonSeen> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let write = accounts.db.write(move |tx| {
        let (seen, theirs) = may_close(tx, &caller, &person)?;
        if !seen.is_active {
            return Ok((seen, vec![]));
        }
        if theirs.has(Role::Headquarters) {
            must_leave_headquarters(tx, &person)?;
        }
        if theirs.is_privacy_officer() {
            must_leave_officer(tx, &person)?;
        }
        store::people::update_active(tx.conn(), &person, false)?;
        store::second_factor::delete_challenges(tx.conn(), &person)?;
        devices::forget(tx, &me, &person, None)?;
        let now = tx.now();
        store::cards::update_recovery_withdrawn(tx.conn(), &person, now)?;
        withdraw_cards(tx, Some(&caller.person), &person)?;
        record_audit(tx, &caller, AuditVerb::PersonDeactivated, &person)?;
        me.run_access_change_hooks(tx, &person, &AccessChange::Deactivated)?;
        if theirs.is_privacy_officer() {
            me.run_access_change_hooks(tx, &person, &AccessChange::OfficerChanged)?;
        }
        let ended = end_logins(tx, &me, &person, None, EndedWhy::Deactivated)?;
        Ok((with_activity(seen, false), ended))
    });
    let (seen, ended) = write.await?;
    accounts.revoked_logins.add(&ended);
    Ok(seen)
}

/// Opens an account again; by the same rule. The person signs in with the passphrase that they had.
pub async fn activate(accounts: &Accounts, caller: &Caller, person: PersonId) -> Result<PersonSeen> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let write = accounts.db.write(move |tx| {
        let (seen, _) = may_close(tx, &caller, &person)?;
        if seen.is_active {
            return Ok(seen);
        }
        store::people::update_active(tx.conn(), &person, true)?;
        record_audit(tx, &caller, AuditVerb::PersonActivated, &person)?;
        me.run_access_change_hooks(tx, &person, &AccessChange::Activated)?;
        Ok(with_activity(seen, true))
    });
    write.await
}

fn may_close(tx: &mut Tx<'_>, caller: &Caller, person: &PersonId) -> Result<(PersonSeen, Permissions)> {
    let who = Permissions::load(tx.conn(), caller)?;
    store::people::lock_person(tx.conn(), person)?;
    let seen = find_seen(tx.conn(), &who, person)?;
    let theirs = Permissions::of(person.clone(), store::roles::list_roles(tx.conn(), person)?);
    allowed(*person != caller.person && outranks(&who, &theirs))?;
    Ok((seen, theirs))
}

fn record_audit(tx: &mut Tx<'_>, caller: &Caller, verb: AuditVerb, person: &PersonId) -> Result<()> {
    let by = Some(&caller.person);
    let entry = Entry::new(by, verb, AuditSubject::Person, person);
    Ok(tx.audit(&entry)?)
}

fn with_activity(seen: PersonSeen, is_active: bool) -> PersonSeen {
    PersonSeen { is_active, ..seen }
}

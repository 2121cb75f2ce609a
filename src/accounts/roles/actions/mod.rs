//! Giving and taking away roles.

pub(in crate::accounts) mod operator;
pub(in crate::accounts) mod privacy_officer;

use crate::accounts::access::{Caller, Permissions, allowed};
use crate::accounts::access_change::AccessChange;
use crate::accounts::cards::actions::validity::withdraw_cards;
use crate::accounts::logins::actions::opening::{announce, end_logins};
use crate::accounts::model::{EndedWhy, Grant, NewGrant, Role};
use crate::accounts::people::seen::find_seen;
use crate::accounts::policy::{is_possible, may_give};
use crate::accounts::roles::actions::privacy_officer::{end_other_flag, lock_headquarters, must_leave_officer};
use crate::accounts::roles::store::GrantRow;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{GrantId, PersonId};

/// Gives a role, or finds that it is held already.
pub fn give_in(tx: &mut Tx<'_>, person: &PersonId, new: &NewGrant, by: Option<&PersonId>) -> Result<Grant> {
    if !is_possible(new.role, new.district.as_ref(), new.is_privacy_officer) {
        return Err(Error::field("district_id", "not_allowed"));
    }
    store::people::lock_person(tx.conn(), person)?;
    let held = store::roles::list_grants(tx.conn(), std::slice::from_ref(person))?;
    let same = held.into_iter().find(|row| {
        (row.role, &row.district_id, row.is_privacy_officer) == (new.role, &new.district, new.is_privacy_officer)
    });
    if let Some(row) = same {
        return Ok(row.into());
    }
    let row = GrantRow {
        id: tx.mint::<GrantId>(),
        person_id: person.clone(),
        role: new.role,
        district_id: new.district.clone(),
        is_privacy_officer: new.is_privacy_officer,
        granted_by: by.cloned(),
        granted_at: tx.now(),
    };
    store::roles::insert_grant(tx.conn(), &row)?;
    announce(tx, person, vec![])?;
    Ok(row.into())
}

/// Gives somebody whom the caller knows a role that the caller may give. Nobody gives themselves one.
pub async fn give_role(accounts: &Accounts, caller: &Caller, person: PersonId, new: NewGrant) -> Result<Grant> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        store::people::lock_person(tx.conn(), &person)?;
        find_seen(tx.conn(), &who, &person)?;
        if let Some(district) = &new.district {
            who.must_see(district)?;
            store::roles::find_district_name(tx.conn(), district)?.ok_or_else(Error::not_found)?;
        }
        let theirs = Permissions::of(person.clone(), store::roles::list_roles(tx.conn(), &person)?);
        let is_at_headquarters = new.role == Role::Headquarters;
        let is_flag_changed = is_at_headquarters && theirs.is_privacy_officer() != new.is_privacy_officer;
        allowed(
            person != caller.person
                && may_give(&who, new.role, new.district.as_ref())
                && (!is_flag_changed || who.is_privacy_officer()),
        )?;
        if is_flag_changed {
            if theirs.is_privacy_officer() {
                must_leave_officer(tx, &person)?;
            }
            end_other_flag(tx, Some(&caller.person), &person, new.is_privacy_officer)?;
        }
        let grant = give_in(tx, &person, &new, Some(&caller.person))?;
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::RoleGiven,
            AuditSubject::Person,
            &person,
        );
        let detail =
            serde_json::json!({"role": new.role, "district": new.district, "privacy_officer": new.is_privacy_officer});
        tx.audit(&entry.detail(detail))?;
        if is_flag_changed {
            me.run_access_change_hooks(tx, &person, &AccessChange::OfficerChanged)?;
        }
        // a card that gives them their account back may now open more than its maker could
        withdraw_cards(tx, Some(&caller.person), &person)?;
        Ok(grant)
    });
    write.await
}

/// Takes a role away. It stops at once: the person's logins end, and with them what hung on the role (safety 12).
pub async fn revoke_role(accounts: &Accounts, caller: &Caller, person: PersonId, grant: GrantId) -> Result<()> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let ended = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        store::people::lock_person(tx.conn(), &person)?;
        let seen = find_seen(tx.conn(), &who, &person)?;
        let taken = seen
            .grants
            .into_iter()
            .find(|held| held.id == grant)
            .ok_or_else(Error::not_found)?;
        let is_officer_right = !taken.is_privacy_officer || who.is_privacy_officer();
        let may_take = may_give(&who, taken.role, taken.district.as_ref()) && is_officer_right;
        allowed(person != caller.person && may_take)?;
        if taken.role == Role::Headquarters {
            must_leave_headquarters(tx, &person)?;
        }
        if taken.is_privacy_officer {
            must_leave_officer(tx, &person)?;
        }
        let now = tx.now();
        if store::roles::update_ended(tx.conn(), &grant, Some(&caller.person), now)? == 0 {
            return Err(Error::not_found());
        }
        let entry = Entry::new(
            Some(&caller.person),
            AuditVerb::RoleTaken,
            AuditSubject::Person,
            &person,
        );
        let detail = serde_json::json!({"role": taken.role, "district": taken.district});
        tx.audit(&entry.detail(detail))?;
        withdraw_cards(tx, Some(&caller.person), &person)?;
        me.run_access_change_hooks(tx, &person, &AccessChange::RoleTaken(taken.district))?;
        if taken.is_privacy_officer {
            me.run_access_change_hooks(tx, &person, &AccessChange::OfficerChanged)?;
        }
        end_logins(tx, &me, &person, None, EndedWhy::Role)
    });
    accounts.revoked_logins.add(&ended.await?);
    Ok(())
}

/// Refuses unless somebody else who can sign in works at headquarters; holds them until the commit.
pub fn must_leave_headquarters(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    lock_headquarters(tx)?;
    if store::roles::count_holders(tx.conn(), Role::Headquarters, Some(person))? == 0 {
        return Err(Error::new(Code::WrongState, "The last person of headquarters stays."));
    }
    Ok(())
}

//! A card is worth what its maker may do: it stops working when its maker could not make it any more (safety 12).

use crate::accounts::access::Permissions;
use crate::accounts::cards::store::CardRow;
use crate::accounts::model::{CardKind, Role};
use crate::accounts::policy::{may_give, may_recover};
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::{Conn, Tx};
use crate::error::{Code, Result};
use crate::ids::PersonId;

/// Whether whoever made a card could make it now. A card of the command line is made by nobody: an invitation of that kind is
/// for the first person of headquarters alone.
pub fn could_make(conn: &mut Conn, card: &CardRow) -> Result<bool> {
    let Some(maker) = &card.created_by else {
        let is_first = store::roles::count_holders(conn, Role::Headquarters, None)? == 0;
        return Ok(card.kind == CardKind::Recovery || is_first);
    };
    let maker = Permissions::if_active(conn, maker)?;
    match (card.kind, card.role, &card.person_id) {
        (CardKind::Invitation, Some(role), _) => {
            let place = match &card.cohort_id {
                Some(cohort) => store::cards::find_cohort_district(conn, cohort)?.flatten(),
                None => None,
            };
            let is_intake_theirs = place.is_none_or(|place| maker.coordinates(&place));
            Ok(is_intake_theirs && may_give(&maker, role, card.district_id.as_ref()))
        }
        (CardKind::Recovery, _, Some(person)) => {
            let theirs = Permissions::of(person.clone(), store::roles::list_roles(conn, person)?);
            Ok(may_recover(&maker, &theirs, card.resets_second_factor))
        }
        _ => Ok(false),
    }
}

/// Holds everybody on whom a card rests until the commit, and then looks whether it still opens what it says. Whoever changes
/// what its maker may do holds the same rows, so neither can miss the other.
pub fn lock_valid_card(tx: &mut Tx<'_>, card: &CardRow) -> Result<()> {
    let mut people: Vec<&PersonId> = card.created_by.iter().chain(&card.person_id).collect();
    people.sort();
    for person in people {
        store::people::lock_person(tx.conn(), person)?;
    }
    if card.created_by.is_none() {
        store::cards::lock_first_cards(tx.conn())?;
    }
    let now = tx.now();
    let is_open =
        store::cards::find_open_by_hash(tx.conn(), card.kind, std::slice::from_ref(&card.code_hash), now)?.is_some();
    if is_open && could_make(tx.conn(), card)? {
        Ok(())
    } else {
        Err(Code::BadCode.into())
    }
}

/// Takes back, after a change of what somebody may do, every open card that they made, or that opens their account, and that
/// its maker could not make any more. Whoever calls it holds the person.
pub fn withdraw_cards(tx: &mut Tx<'_>, by: Option<&PersonId>, person: &PersonId) -> Result<()> {
    let now = tx.now();
    for card in store::cards::list_open_concerning(tx.conn(), person, now)? {
        if could_make(tx.conn(), &card)? || store::cards::update_withdrawn(tx.conn(), &card.id, now)? == 0 {
            continue;
        }
        let entry = Entry::new(by, AuditVerb::InvitationWithdrawn, AuditSubject::Invitation, &card.id);
        tx.audit(&entry.detail(serde_json::json!({"because_of": person})))?;
    }
    Ok(())
}

//! Gives somebody a place: the row, its claim, one line of history. Whether they may have it is decided before.

use crate::accounts::access::Scope;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::places::store::{Booking, delete_booking, insert_booking};
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::roles::Place;
use crate::scheduling::rules::Proposal;
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::proposals::current_proposal;
use crate::scheduling::validation::refusal::warnings_text;
use crate::scheduling::validation::{on_calendar, validate_change};
use serde_json::json;

/// Another place than before: the old one goes in the same change.
pub(super) fn confirm(
    tx: &mut Tx<'_>,
    session: &mut Session,
    before: &Proposal,
    (person, place): (&PersonId, Place),
    actor: &PersonId,
) -> Result<()> {
    delete_booking(tx.conn(), &session.id, person)?;
    let row = Booking {
        session_id: session.id.clone(),
        person_id: person.clone(),
        place,
        added_by: actor.clone(),
        added_at: tx.now(),
    };
    insert_booking(tx.conn(), &row)?;
    let proposal = current_proposal(tx.conn(), session)?;
    let reasons = validate_change(tx.conn(), on_calendar(session, before), &proposal)?;
    claim(tx, &session.id, &proposal, &Scope::Districts(vec![]))?;
    session.warnings = warnings_text(&reasons, &proposal)?;
    record(tx, session, SessionVerb::Book, actor, json!({ "place": place }))?;
    update_problems(tx, session, &reasons, &[], None)
}

//! Who runs a session.

use super::Kit;
use super::change::{claim, lock_and_weigh, must_stand, record, warnings_text};
use super::notices;
use super::plan::must_be_version;
use crate::accounts::access::{Caller, Standing};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AssignmentId, PersonId, SessionId};
use crate::notifications::front::NoticeKind;
use crate::scheduling::access::look_locked;
use crate::scheduling::model::{SeatRole, SeatState, Verb};
use crate::scheduling::proposals::{seats, standing_proposal};
use crate::scheduling::rules::Seat;
use crate::scheduling::store;
use crate::scheduling::store::sessions::Session;
use crate::scheduling::store::staff::Assignment;
use serde_json::json;

/// Makes exactly these people the session's staff. On a published session they must be free and qualified.
pub async fn staff_session(
    kit: &Kit,
    caller: Caller,
    id: SessionId,
    row_version: i64,
    staff: Vec<(PersonId, SeatRole)>,
) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Staff, inner.clock.now())?;
            let mut session = seen.session;
            must_be_version(session.row_version, row_version)?;
            let mut proposal = standing_proposal(tx.conn(), &session)?;
            let wanted = seats(tx.conn(), &staff)?;
            // those on practice places stay and keep their claims
            let kept = booked(tx, &session, &wanted)?;
            proposal.staff = wanted.iter().cloned().chain(kept).collect();
            let reasons = lock_and_weigh(tx, &proposal)?;
            if session.state.claims() {
                must_stand(&reasons, &standing.coordinated())?;
                claim(tx, &inner, &session.id, &proposal, &standing.coordinated())?;
            }
            let (added, removed) = seat(tx, &inner, &session, &wanted)?;
            session.warnings = warnings_text(&reasons, &proposal)?;
            let detail = json!({ "added": added, "removed": removed });
            record(tx, &inner, &mut session, Verb::Staff, &caller.person, detail)?;
            if session.state.claims() {
                notices::tell_people(tx, &inner, &session, NoticeKind::SessionAdded, &caller.person, &added)?;
                notices::tell_people(
                    tx,
                    &inner,
                    &session,
                    NoticeKind::SessionRemoved,
                    &caller.person,
                    &removed,
                )?;
            }
            Ok(())
        })
        .await
}

fn booked(tx: &mut Tx<'_>, session: &Session, staff: &[Seat]) -> Result<Vec<Seat>> {
    let ids: Vec<(PersonId, SeatRole)> = store::staff::list_bookings(tx.conn(), std::slice::from_ref(&session.id))?
        .into_iter()
        .filter(|(booking, _)| booking.place.claims())
        .map(|(booking, _)| (booking.person_id, SeatRole::Observer))
        .filter(|(id, _)| !staff.iter().any(|seat| seat.person.id == *id))
        .collect();
    seats(tx.conn(), &ids)
}

/// Brings the rows in line; who is new and who is gone.
fn seat(tx: &mut Tx<'_>, kit: &Kit, session: &Session, wanted: &[Seat]) -> Result<(Vec<PersonId>, Vec<PersonId>)> {
    let (mut added, mut removed) = (vec![], vec![]);
    let stored = store::staff::list_assignments(tx.conn(), std::slice::from_ref(&session.id))?;
    for seat in wanted {
        match stored.iter().find(|(row, _)| row.person_id == seat.person.id) {
            Some((row, _)) => {
                if !row.state.holds() {
                    added.push(row.person_id.clone());
                }
                if row.role != seat.role || !row.state.holds() {
                    store::staff::update_assignment(tx.conn(), &row.id, seat.role, SeatState::Accepted)?;
                }
            }
            None => {
                added.push(seat.person.id.clone());
                let row = Assignment {
                    id: AssignmentId::mint(&kit.clock, &kit.chance),
                    session_id: session.id.clone(),
                    person_id: seat.person.id.clone(),
                    role: seat.role,
                    state: SeatState::Accepted,
                };
                store::staff::insert_assignment(tx.conn(), &row)?;
            }
        }
    }
    for (row, _) in stored.iter().filter(|(row, _)| row.state.holds()) {
        if !wanted.iter().any(|seat| seat.person.id == row.person_id) {
            removed.push(row.person_id.clone());
            store::staff::update_assignment(tx.conn(), &row.id, row.role, SeatState::Withdrawn)?;
        }
    }
    Ok((added, removed))
}

//! Who runs a session.

use crate::accounts::Context;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::places::phases::untimely;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::rules::{OverrideRequest, Proposal, StaffMember};
use crate::scheduling::series::detached::detach;
use crate::scheduling::series::model::SeriesField;
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::actions::history::{add_assignment, change_assignment};
use crate::scheduling::staffing::assignments::model::{AssignmentEventKind, StaffChange};
use crate::scheduling::validation::proposals::{asked, seats, staffed_proposal};
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::{on_calendar, validate_change};
use serde_json::json;

/// Makes exactly these people the session's staff. On a published session whoever is new must be free and qualified; what was
/// wrong with it before stays wrong and refuses nothing.
pub async fn staff_session(
    ctx: &Context,
    id: SessionId,
    row_version: i64,
    staff: Vec<(PersonId, StaffRole)>,
    overrides: Vec<OverrideRequest>,
) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Staff, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        let was = Snapshot::read(tx.conn(), &session)?;
        let ids: Vec<PersonId> = staff.iter().map(|(id, _)| id.clone()).collect();
        let before = lock_current_proposal(tx, &session, &ids)?;
        let wanted = seats(tx.conn(), &staff)?;
        let mut proposal = staffed_proposal(tx.conn(), &session, &wanted)?;
        proposal.overrides.extend(asked(&overrides));
        let mut reasons = validate_change(tx.conn(), on_calendar(&session, &before), &proposal)?;
        let added: Vec<StaffMember> = wanted.iter().filter(|seat| !is_on(&before, seat)).cloned().collect();
        reasons.extend(untimely(tx.conn(), &added, &proposal.slot)?);
        if session.state.claims() {
            must_stand(&reasons, &who.coordinated())?;
            claim(tx, &session.id, &proposal, &who.coordinated())?;
        }
        let (added, removed) = seat(tx, &session, &wanted, StaffChange::Assign, &who.person)?;
        session.warnings = warnings_text(&reasons, &proposal)?;
        let detail = json!({ "added": added, "removed": removed });
        record(tx, &mut session, SessionVerb::Staff, &who.person, detail)?;
        update_problems(tx, &session, &reasons, &overrides, Some(&who.person))?;
        detach(tx.conn(), &session, &[SeriesField::Staff])?;
        notices::actions::schedule_notices(tx, &was, &session, &who.person)
    })
    .await
}

/// Whether somebody had this role before.
fn is_on(before: &Proposal, seat: &StaffMember) -> bool {
    let mut staff = before.staff.iter();
    staff.any(|other| other.person.id == seat.person.id && other.role == seat.role)
}

/// Brings the rows in line; who is new and who is gone.
pub(crate) fn seat(
    tx: &mut Tx<'_>,
    session: &Session,
    wanted: &[StaffMember],
    how: StaffChange,
    actor: &PersonId,
) -> Result<(Vec<PersonId>, Vec<PersonId>)> {
    let (mut added, mut removed) = (vec![], vec![]);
    let actor = Some(actor);
    let stored = assignments::store::list_assignments(tx.conn(), std::slice::from_ref(&session.id))?;
    // whoever leaves comes first, so that the history reads in the order in which it happened
    for (row, _) in stored.iter().filter(|(row, _)| row.state.is_active()) {
        if !wanted.iter().any(|seat| seat.person.id == row.person_id) {
            removed.push(row.person_id.clone());
            let off = (row.role, AssignmentState::Withdrawn);
            change_assignment(tx, session, row, off, how.left(), actor)?;
        }
    }
    for seat in wanted {
        let person = &seat.person.id;
        match stored.iter().find(|(row, _)| row.person_id == *person) {
            Some((row, _)) => {
                let on = (seat.role, AssignmentState::Accepted);
                if !row.state.is_active() {
                    added.push(person.clone());
                    change_assignment(tx, session, row, on, how.joined(), actor)?;
                } else if row.role != seat.role {
                    change_assignment(tx, session, row, on, AssignmentEventKind::RoleChanged, actor)?;
                }
            }
            None => {
                added.push(person.clone());
                add_assignment(tx, session, (person, seat.role), how.joined(), actor)?;
            }
        }
    }
    Ok((added, removed))
}

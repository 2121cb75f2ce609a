//! Writes assignments, each change with its line of history. The session is locked by the caller.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{AssignmentEventId, AssignmentId, PersonId, SessionId};
use crate::scheduling::cover::closing::close_around;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::staffing::assignments::store::{Assignment, AssignmentEvent};

/// Puts somebody on a session who has never been on it.
pub(crate) fn add_assignment(
    tx: &mut Tx<'_>,
    session: &Session,
    (person, role): (&PersonId, StaffRole),
    kind: AssignmentEventKind,
    actor: Option<&PersonId>,
) -> Result<()> {
    let row = Assignment {
        id: tx.mint::<AssignmentId>(),
        session_id: session.id.clone(),
        person_id: person.clone(),
        role,
        state: AssignmentState::Accepted,
        starts_at: session.starts_at,
    };
    assignments::store::insert_assignment(tx.conn(), &row)?;
    write_line(tx, &session.id, (person, role), kind, actor)
}

/// Another role, or on it again, or off it. Whoever is off it needs no cover and swaps nothing there.
pub(crate) fn change_assignment(
    tx: &mut Tx<'_>,
    session: &Session,
    row: &Assignment,
    (role, state): (StaffRole, AssignmentState),
    kind: AssignmentEventKind,
    actor: Option<&PersonId>,
) -> Result<()> {
    assignments::store::update_assignment(tx.conn(), &row.id, role, state)?;
    write_line(tx, &session.id, (&row.person_id, role), kind, actor)?;
    if state == AssignmentState::Withdrawn {
        close_around(tx, session, &row.person_id)?;
    }
    Ok(())
}

fn write_line(
    tx: &mut Tx<'_>,
    session: &SessionId,
    (person, role): (&PersonId, StaffRole),
    kind: AssignmentEventKind,
    actor: Option<&PersonId>,
) -> Result<()> {
    let line = AssignmentEvent {
        id: tx.mint::<AssignmentEventId>(),
        session_id: session.clone(),
        person_id: person.clone(),
        role,
        kind,
        actor_id: actor.cloned(),
        at: tx.now(),
    };
    Ok(assignments::store::insert_event(tx.conn(), &line)?)
}

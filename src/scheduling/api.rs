//! What other rooms may ask of this one.

pub use super::attendance::actions::forget::forget;
pub use super::calendar::line::SessionBrief;
pub use super::places::offers::bookable;
pub use super::roles::Place;
pub use super::sessions::model::CREDIT_SESSION;
pub use super::types::store::{TypeNames, type_names};

use crate::chat::api::Due;
use crate::clock::Millis;
use crate::db::{Conn, Db, Tx};
use crate::districts::api::{HitProblem, HitSession, VenueChange, VenueChanged};
use crate::error::Result;
use crate::ids::{PersonId, SessionId, StudioId};
use crate::local_time::add_days;
use crate::scheduling::access::{Seen, Sight};
use crate::scheduling::attendance::actions::forget::{DEBRIEF_KEPT, KEPT};
use crate::scheduling::calendar::line::Lines;
use crate::scheduling::places::booking_rules::actions::plant_default_rules;
use crate::scheduling::problems::actions::refresh;
use crate::scheduling::problems::store::Ahead;
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{attendance, debriefs, places, problems, sessions, types};
use std::sync::Arc;

/// Writes the default types and how they are booked, where the database lacks them.
pub async fn plant_default_types(db: &Db) -> Result<()> {
    types::actions::plant_default_types(db).await?;
    plant_default_rules(db).await
}

/// How many names of members stand on attendance sheets past their time (safety 28).
pub fn member_names_due(conn: &mut Conn, now: Millis) -> Result<Due> {
    let (count, ended_at) = attendance::store::retention::count_due(conn, now - KEPT)?;
    let oldest_at = ended_at.map(|at| at + KEPT);
    Ok(Due { count, oldest_at })
}

/// How many debriefs are past their time (safety 28).
pub fn debriefs_due(conn: &mut Conn, now: Millis) -> Result<Due> {
    let (count, written_at) = debriefs::store::count_old(conn, now - DEBRIEF_KEPT)?;
    let oldest_at = written_at.map(|at| at + DEBRIEF_KEPT);
    Ok(Due { count, oldest_at })
}

/// Lines of these sessions in the order of their start, as a person sees those at which they are expected.
pub fn briefs(conn: &mut Conn, person: &PersonId, ids: &[SessionId]) -> Result<Vec<SessionBrief>> {
    let sessions = sessions::store::list_sessions(conn, ids)?;
    let lines = Lines::load(conn, &sessions, person)?;
    sessions
        .iter()
        .map(|session| {
            let seen: Seen = lines.seen(session, person);
            lines.brief(&seen, Sight::Expected)
        })
        .collect()
}

/// Who conducts a session.
pub fn staff_of(conn: &mut Conn, session: &SessionId) -> Result<Vec<PersonId>> {
    let rows = assignments::store::list_assignments(conn, std::slice::from_ref(session))?;
    let conducting = rows
        .into_iter()
        .filter(|(row, _)| row.state != AssignmentState::Withdrawn && row.role.conducts());
    Ok(conducting.map(|(row, _)| row.person_id).collect())
}

/// The sessions that somebody is rostered on from a time on, the next first.
pub fn next_sessions(conn: &mut Conn, person: &PersonId, now: Millis, most: i64) -> Result<Vec<SessionBrief>> {
    let ids = assignments::store::list_next(conn, person, now, most)?;
    briefs(conn, person, &ids)
}

/// A cloned studio has the same session types of its own (M19).
pub fn clone_session_types(tx: &mut Tx<'_>, from: &StudioId, to: &StudioId) -> Result<()> {
    types::store::copy_types(tx.conn(), from, to)?;
    Ok(places::store::copy_rules(tx.conn(), from, to)?)
}

/// What a changed place does to sessions that lie ahead: those that could not be planned like this any more are written down and
/// named. They stay as they are until somebody decides.
pub fn venue_changed() -> VenueChanged {
    Arc::new(move |tx, change| {
        let now = tx.now();
        let ahead = match change {
            VenueChange::Studio(studio) => Ahead {
                studio: Some(studio.clone()),
                ..Ahead::default()
            },
            // a session of the evening before may reach into the date
            VenueChange::Date(studio, date) => Ahead {
                studio: Some(studio.clone()),
                dates: Some((add_days(*date, -1)?.to_string(), date.to_string())),
                ..Ahead::default()
            },
            VenueChange::Room(_, room) => Ahead {
                room: Some(room.clone()),
                ..Ahead::default()
            },
        };
        let sessions = problems::store::list_ahead(tx.conn(), &ahead, now)?;
        let hit = refresh(tx, &sessions, now)?;
        let studios: Vec<StudioId> = hit.iter().map(|(session, _)| session.studio_id.clone()).collect();
        let types = type_names(tx.conn(), &studios)?;
        Ok(hit
            .into_iter()
            .map(|(session, reasons)| HitSession {
                id: session.id,
                type_name: types
                    .get(&(session.studio_id.clone(), session.type_code))
                    .filter(|_| session.title.is_empty())
                    .cloned(),
                title: session.title,
                studio_id: session.studio_id,
                room_id: session.room_id,
                local_date: session.local_date,
                local_start: session.local_start,
                row_version: session.row_version,
                problems: reasons
                    .into_iter()
                    .map(|reason| HitProblem {
                        rule: reason.rule.to_string(),
                        subject_id: reason.subject_id.unwrap_or_default(),
                        subject: reason.subject,
                    })
                    .collect(),
            })
            .collect())
    })
}

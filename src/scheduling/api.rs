//! What other rooms may ask of this one.

pub use super::attendance::actions::forget::forget;
pub(crate) use super::blocks::actions::{NewBlock, block_room};
pub(crate) use super::blocks::model::BlockKind;
pub use super::calendar::line::SessionBrief;
pub use super::places::offers::bookable;
pub use super::qualifications::actions::qualification_changed;
pub use super::roles::Place;
pub use super::sessions::model::CREDIT_SESSION;
pub use super::types::store::{TypeNames, type_names};

use crate::chat::api::Due;
use crate::clock::Millis;
use crate::db::{Conn, Db, Tx};
use crate::districts::api::{VenueChange, VenueChanged};
use crate::error::Result;
use crate::ids::{PersonId, SessionId, StudioId};
use crate::local_time::add_days;
use crate::scheduling::access::{Seen, Sight};
use crate::scheduling::attendance::actions::forget::{DEBRIEF_KEPT, KEPT};
use crate::scheduling::calendar::line::Lines;
use crate::scheduling::calendar_work::actions::record_work;
use crate::scheduling::places::booking_rules::actions::plant_default_rules;
use crate::scheduling::planning_rules::actions::plant_planning_rules;
use crate::scheduling::problems::actions::refresh;
use crate::scheduling::problems::store::Ahead;
use crate::scheduling::problems::views::hit_sessions;
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::sessions::actions::halls::reclaim_hall;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{attendance, debriefs, places, problems, sessions, types};
use jiff::civil::Date;
use std::sync::Arc;

/// Writes the default types, how they are booked, and the rules of planning, where the database lacks them.
pub async fn plant_default_types(db: &Db) -> Result<()> {
    types::actions::plant_default_types(db).await?;
    plant_default_rules(db).await?;
    plant_planning_rules(db).await
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
        let mut found = vec![];
        for ahead in ahead_of(change)? {
            let sessions = problems::store::list_ahead(tx.conn(), &ahead, now)?;
            found.extend(refresh(tx, &sessions, now)?);
        }
        match change {
            VenueChange::CalendarDays(studio, days) => record_work(tx, studio, days)?,
            VenueChange::Parts(_, hall) => reclaim_hall(tx, hall)?,
            _ => {}
        }
        hit_sessions(tx.conn(), found)
    })
}

/// Which sessions a change may hit.
fn ahead_of(change: &VenueChange) -> Result<Vec<Ahead>> {
    let of_studio = |studio: &StudioId| Ahead {
        studio: Some(studio.clone()),
        ..Ahead::default()
    };
    // hours of the evening before may reach into a date
    let of_dates = |studio: &StudioId, from: Date, to: Date| -> Result<Ahead> {
        Ok(Ahead {
            dates: Some((add_days(from, -1)?.to_string(), add_days(to, 1)?.to_string())),
            ..of_studio(studio)
        })
    };
    Ok(match change {
        VenueChange::Studio(studio) => vec![of_studio(studio)],
        VenueChange::Dates(studio, from, to) => vec![of_dates(studio, *from, *to)?],
        VenueChange::CalendarDays(studio, days) => {
            let each = days.iter().map(|day| of_dates(studio, day.date, day.date));
            each.collect::<Result<_>>()?
        }
        VenueChange::Room(_, room) => vec![Ahead {
            room: Some(room.clone()),
            ..Ahead::default()
        }],
        VenueChange::Parts(..) => vec![],
    })
}

//! What other rooms may ask of this one.

pub use super::view::SessionBrief;

use super::access::{Seen, Sight};
use super::model::SeatState;
use super::store;
use super::view::Lines;
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{PersonId, SessionId, StudioId};

/// The kind of the job that is left whenever the attendance of a delivered session may have changed: on deliver, on
/// close, and on each later correction. Its payload is `{"session_id": …}`; training registers the handler and reads
/// `sessions`, `attendances` and `assignments`. It may come more than once for one state of things.
pub const CREDIT_SESSION: &str = "training.credit_session";

/// Lines of these sessions in the order of their start, as a person sees those at which they are expected.
pub fn briefs(conn: &mut Conn, person: &PersonId, ids: &[SessionId]) -> Result<Vec<SessionBrief>> {
    let sessions = store::sessions::list_sessions(conn, ids)?;
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
    let rows = store::staff::list_assignments(conn, std::slice::from_ref(session))?;
    let conducting = rows
        .into_iter()
        .filter(|(row, _)| row.state != SeatState::Withdrawn && row.role.conducts());
    Ok(conducting.map(|(row, _)| row.person_id).collect())
}

/// The sessions that somebody is rostered on from a time on, the next first.
pub fn next_sessions(conn: &mut Conn, person: &PersonId, now: Millis, most: i64) -> Result<Vec<SessionBrief>> {
    let ids = store::staff::list_next(conn, person, now, most)?;
    briefs(conn, person, &ids)
}

/// A cloned studio has the same session types of its own (M19).
pub fn clone_session_types(
    tx: &mut Tx<'_>,
    _clock: &Clock,
    _chance: &Chance,
    from: &StudioId,
    to: &StudioId,
) -> Result<()> {
    Ok(store::types::copy_types(tx.conn(), from, to)?)
}

//! The history of a session, one row a change.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{people, session_events};
use crate::ids::{PersonId, SessionId};
use crate::native;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use diesel::prelude::*;

/// One line of a session's history.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = session_events)]
pub struct SessionEvent {
    pub session_id: SessionId,
    /// The version that this change made.
    pub row_version: i64,
    pub at: Millis,
    /// By whom; none for an import by the command line.
    pub actor_id: Option<PersonId>,
    pub verb: SessionVerb,
    /// The state after it.
    pub state: SessionState,
    /// What changed, JSON of ids and values, no names.
    pub detail: String,
}

pub fn insert_event(conn: &mut Conn, event: &SessionEvent) -> QueryResult<()> {
    diesel::insert_into(session_events::table)
        .values(event)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_events(conn: &mut Conn, events: &[SessionEvent]) -> QueryResult<()> {
    for events in events.chunks(500) {
        native!(conn, |c| diesel::insert_into(session_events::table)
            .values(events)
            .execute(c))?;
    }
    Ok(())
}

/// What was done to a session after a version of it.
pub fn list_verbs_after(conn: &mut Conn, id: &SessionId, row_version: i64) -> QueryResult<Vec<SessionVerb>> {
    session_events::table
        .filter(
            session_events::session_id
                .eq(id)
                .and(session_events::row_version.gt(row_version)),
        )
        .select(session_events::verb)
        .load(conn)
}

/// When, what, by whom, and its detail.
pub type EventLine = (Millis, SessionVerb, Option<String>, String);

/// The history with the nicknames of those who made it, newest first.
pub fn list_events(conn: &mut Conn, id: &SessionId) -> QueryResult<Vec<EventLine>> {
    session_events::table
        .left_join(people::table.on(people::id.nullable().eq(session_events::actor_id)))
        .filter(session_events::session_id.eq(id))
        .order(session_events::row_version.desc())
        .limit(200)
        .select((
            session_events::at,
            session_events::verb,
            people::nickname.nullable(),
            session_events::detail,
        ))
        .load(conn)
}

//! What is wrong with sessions that lie ahead.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{session_problems, sessions};
use crate::ids::{RoomId, SessionId, StudioId};
use crate::scheduling::rules::{Rule, Severity};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;

/// One thing that is wrong with one session.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = session_problems)]
pub struct Problem {
    pub session_id: SessionId,
    pub rule: Rule,
    /// About whom or what; empty for the session itself.
    pub subject_id: String,
    /// With which other session; empty for none.
    pub other_session_id: String,
    /// Whether it would be refused today.
    pub severity: Severity,
    /// The reason, JSON, as the session's own district may know it.
    pub reason: String,
    /// When it was found.
    pub found_at: Millis,
}

impl Problem {
    /// Whether it is the same trouble, whatever else is said of it.
    pub fn is_same(&self, other: &Problem) -> bool {
        self.session_id == other.session_id
            && self.rule == other.rule
            && self.subject_id == other.subject_id
            && self.other_session_id == other.other_session_id
    }
}

pub fn list_problems(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<Problem>> {
    let mut found = vec![];
    for ids in ids.chunks(500) {
        let rows = session_problems::table.filter(session_problems::session_id.eq_any(ids));
        found.extend(rows.load::<Problem>(conn)?);
    }
    Ok(found)
}

/// Which of these sessions could not be planned like this today.
pub fn list_blocked(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<SessionId>> {
    session_problems::table
        .filter(session_problems::session_id.eq_any(ids))
        .filter(session_problems::severity.eq(Severity::Block))
        .select(session_problems::session_id)
        .distinct()
        .load(conn)
}

pub fn insert_problem(conn: &mut Conn, row: &Problem) -> QueryResult<()> {
    diesel::insert_into(session_problems::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn delete_problem(conn: &mut Conn, row: &Problem) -> QueryResult<()> {
    let stored = session_problems::table
        .filter(
            session_problems::session_id
                .eq(&row.session_id)
                .and(session_problems::rule.eq(row.rule)),
        )
        .filter(session_problems::subject_id.eq(&row.subject_id))
        .filter(session_problems::other_session_id.eq(&row.other_session_id));
    diesel::delete(stored).execute(conn).map(drop)
}

/// All of a session.
pub fn delete_problems(conn: &mut Conn, session: &SessionId) -> QueryResult<()> {
    diesel::delete(session_problems::table.filter(session_problems::session_id.eq(session)))
        .execute(conn)
        .map(drop)
}

/// What other sessions have with this one goes; the change of this one says it anew.
pub fn delete_problems_with(conn: &mut Conn, other: &SessionId) -> QueryResult<()> {
    diesel::delete(session_problems::table.filter(session_problems::other_session_id.eq(other.as_str())))
        .execute(conn)
        .map(drop)
}

/// Which sessions on the calendar may be hit by a change of a place.
#[derive(Clone, Debug, Default)]
pub struct Ahead {
    pub studio: Option<StudioId>,
    pub room: Option<RoomId>,
    /// Between these local dates, both included.
    pub dates: Option<(String, String)>,
}

/// Sessions on the calendar that have not begun, in the order of their start.
pub fn list_ahead(conn: &mut Conn, which: &Ahead, now: Millis) -> QueryResult<Vec<Session>> {
    let mut query = sessions::table
        .filter(sessions::state.eq_any([SessionState::OnHold, SessionState::Published]))
        .filter(sessions::starts_at.gt(now))
        .select(Session::as_select())
        .into_boxed();
    if let Some(studio) = &which.studio {
        query = query.filter(sessions::studio_id.eq(studio));
    }
    if let Some(room) = &which.room {
        query = query.filter(sessions::room_id.eq(room));
    }
    if let Some((from, to)) = &which.dates {
        query = query.filter(sessions::local_date.ge(from).and(sessions::local_date.le(to)));
    }
    query.order((sessions::starts_at, sessions::id)).load(conn)
}

//! What people knew of a session before it changed, until the undo time is over.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{session_news, sessions};
use crate::ids::{PersonId, RoomId, SeriesId, SessionId};
use diesel::prelude::*;

/// What somebody knew of a session before it changed.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = session_news)]
pub struct PendingNotice {
    pub session_id: SessionId,
    pub person_id: PersonId,
    /// It was on the calendar and they were on it.
    pub was_on: bool,
    /// It had been cancelled.
    pub was_cancelled: bool,
    /// When it was to start.
    pub was_starts_at: Millis,
    /// When it was to end.
    pub was_ends_at: Millis,
    pub was_room_id: RoomId,
    /// When the first change was made.
    pub changed_at: Millis,
    /// When they are notified.
    pub due_at: Millis,
}

pub fn list_notices(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<PendingNotice>> {
    session_news::table
        .filter(session_news::session_id.eq(session))
        .order(session_news::person_id)
        .load(conn)
}

/// The dates of a series that are not over and of which somebody is to be notified now.
pub fn list_due_of_series(conn: &mut Conn, series: &SeriesId, now: Millis) -> QueryResult<Vec<SessionId>> {
    session_news::table
        .inner_join(sessions::table)
        .filter(sessions::series_id.eq(series).and(sessions::ends_at.gt(now)))
        .filter(session_news::due_at.le(now))
        .select(session_news::session_id)
        .distinct()
        .load(conn)
}

pub fn insert_notice(conn: &mut Conn, row: &PendingNotice) -> QueryResult<()> {
    diesel::insert_into(session_news::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// They are notified later, since there was another change.
pub fn update_due(conn: &mut Conn, row: &PendingNotice, due_at: Millis) -> QueryResult<()> {
    diesel::update(session_news::table.find((&row.session_id, &row.person_id)))
        .set(session_news::due_at.eq(due_at))
        .execute(conn)
        .map(drop)
}

/// Nobody waits for anything of this session any more.
pub fn delete_all_notices(conn: &mut Conn, session: &SessionId) -> QueryResult<()> {
    diesel::delete(session_news::table.filter(session_news::session_id.eq(session)))
        .execute(conn)
        .map(drop)
}

/// They know, or are notified now.
pub fn delete_notice(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<()> {
    diesel::delete(session_news::table.find((session, person)))
        .execute(conn)
        .map(drop)
}

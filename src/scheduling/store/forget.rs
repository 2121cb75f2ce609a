//! Names of members on old sheets.

use crate::accounts::model::Role;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{attendance_events, attendances, role_grants, session_participants, sessions};
use crate::ids::SessionId;
use crate::scheduling::model::AttendanceStatus;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// Everybody who ever held another role than that of a member, as a subquery.
macro_rules! workers {
    () => {
        role_grants::table
            .filter(role_grants::role.ne(Role::Member))
            .select(role_grants::person_id)
    };
}

/// How many members stand by name on the sheets of sessions that ended before `then`, and when the oldest of these ended.
pub fn count_due(conn: &mut Conn, then: Millis) -> QueryResult<(i64, Option<Millis>)> {
    attendances::table
        .inner_join(sessions::table)
        .filter(sessions::ends_at.le(then))
        .filter(attendances::person_id.ne_all(workers!()))
        .select((count_star(), min(sessions::ends_at)))
        .first(conn)
}

/// Sessions that ended before `then` and still name members.
pub fn list_sessions_due(conn: &mut Conn, then: Millis, limit: i64) -> QueryResult<Vec<SessionId>> {
    attendances::table
        .inner_join(sessions::table)
        .filter(sessions::ends_at.le(then))
        .filter(attendances::person_id.ne_all(workers!()))
        .select(attendances::session_id)
        .distinct()
        .order(attendances::session_id)
        .limit(limit)
        .load(conn)
}

/// Sessions that ended before `then` and still tell apart those who are kept as a number.
pub fn list_marked_before(conn: &mut Conn, then: Millis, limit: i64) -> QueryResult<Vec<SessionId>> {
    attendance_events::table
        .inner_join(sessions::table)
        .filter(sessions::ends_at.le(then))
        .filter(attendance_events::mark.is_not_null())
        .select(attendance_events::session_id)
        .distinct()
        .order(attendance_events::session_id)
        .limit(limit)
        .load(conn)
}

/// How many members came by name.
pub fn count_members_here(conn: &mut Conn, session: &SessionId) -> QueryResult<i64> {
    attendances::table
        .filter(attendances::session_id.eq(session))
        .filter(attendances::status.eq(AttendanceStatus::Here))
        .filter(attendances::person_id.ne_all(workers!()))
        .count()
        .get_result(conn)
}

/// Takes the members off the sheet and off the list of places; how many names stood on the sheet.
pub fn delete_members(conn: &mut Conn, session: &SessionId) -> QueryResult<usize> {
    let places = session_participants::table
        .filter(session_participants::session_id.eq(session))
        .filter(session_participants::person_id.ne_all(workers!()));
    diesel::delete(places).execute(conn)?;
    let events = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::person_id.is_not_null())
        .filter(attendance_events::person_id.assume_not_null().ne_all(workers!()));
    diesel::delete(events).execute(conn)?;
    let sheet = attendances::table
        .filter(attendances::session_id.eq(session))
        .filter(attendances::person_id.ne_all(workers!()));
    diesel::delete(sheet).execute(conn)
}

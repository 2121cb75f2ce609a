//! Names of members on old sheets.

use crate::accounts::model::Role;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{
    attendance_decisions, attendance_events, attendances, role_grants, session_participants, sessions,
};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::attendance::model::AttendanceStatus;
use diesel::prelude::*;

/// Everybody who ever had another role than that of a member, as a subquery.
macro_rules! workers {
    () => {
        role_grants::table
            .filter(role_grants::role.ne(Role::Member))
            .select(role_grants::person_id)
    };
}

/// Members named by sessions that ended before `then`: on the sheet, in what was pressed or decided for it, or among those who had
/// a place. One table alone is not enough: a press may stand that no line of the sheet shows.
type Named = (SessionId, PersonId, Millis);

fn list_named(conn: &mut Conn, then: Millis, limit: Option<i64>) -> QueryResult<Vec<Named>> {
    let limit = limit.unwrap_or(i64::MAX);
    let on_sheet = attendances::table
        .inner_join(sessions::table)
        .filter(sessions::ends_at.le(then))
        .filter(attendances::person_id.ne_all(workers!()))
        .select((attendances::session_id, attendances::person_id, sessions::ends_at))
        .distinct()
        .limit(limit);
    let pressed = attendance_events::table
        .inner_join(sessions::table)
        .filter(sessions::ends_at.le(then))
        .filter(attendance_events::person_id.is_not_null())
        .filter(attendance_events::person_id.assume_not_null().ne_all(workers!()))
        .select((
            attendance_events::session_id,
            attendance_events::person_id.assume_not_null(),
            sessions::ends_at,
        ))
        .distinct()
        .limit(limit);
    let decided = attendance_decisions::table
        .inner_join(sessions::table.on(sessions::id.eq(attendance_decisions::session_id)))
        .filter(sessions::ends_at.le(then))
        .filter(attendance_decisions::person_id.ne_all(workers!()))
        .select((
            attendance_decisions::session_id,
            attendance_decisions::person_id,
            sessions::ends_at,
        ))
        .distinct()
        .limit(limit);
    let placed = session_participants::table
        .inner_join(sessions::table.on(sessions::id.eq(session_participants::session_id)))
        .filter(sessions::ends_at.le(then))
        .filter(session_participants::person_id.ne_all(workers!()))
        .select((
            session_participants::session_id,
            session_participants::person_id,
            sessions::ends_at,
        ))
        .distinct()
        .limit(limit);
    let mut named: Vec<Named> = on_sheet.load(conn)?;
    named.extend(pressed.load::<Named>(conn)?);
    named.extend(decided.load::<Named>(conn)?);
    named.extend(placed.load::<Named>(conn)?);
    named.sort();
    named.dedup();
    Ok(named)
}

/// How many names of members sessions still hold that ended before `then`, and when the oldest of these ended.
pub fn count_due(conn: &mut Conn, then: Millis) -> QueryResult<(i64, Option<Millis>)> {
    let named = list_named(conn, then, None)?;
    let oldest = named.iter().map(|(_, _, ended_at)| *ended_at).min();
    Ok((i64::try_from(named.len()).unwrap_or(i64::MAX), oldest))
}

/// Sessions that ended before `then` and still name members.
pub fn list_sessions_due(conn: &mut Conn, then: Millis, limit: i64) -> QueryResult<Vec<SessionId>> {
    let named = list_named(conn, then, Some(limit))?;
    let mut ids: Vec<SessionId> = named.into_iter().map(|(session, _, _)| session).collect();
    ids.dedup();
    Ok(ids)
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

/// Takes the members off the sheet, what was pressed and decided for them, and their places; how many people went.
pub fn delete_members(conn: &mut Conn, session: &SessionId) -> QueryResult<usize> {
    let places = session_participants::table
        .filter(session_participants::session_id.eq(session))
        .filter(session_participants::person_id.ne_all(workers!()));
    let events = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::person_id.is_not_null())
        .filter(attendance_events::person_id.assume_not_null().ne_all(workers!()));
    let decisions = attendance_decisions::table
        .filter(attendance_decisions::session_id.eq(session))
        .filter(attendance_decisions::person_id.ne_all(workers!()));
    let sheet = attendances::table
        .filter(attendances::session_id.eq(session))
        .filter(attendances::person_id.ne_all(workers!()));
    let mut gone: Vec<PersonId> = places.select(session_participants::person_id).load(conn)?;
    let pressed = events.select(attendance_events::person_id.assume_not_null());
    gone.extend(pressed.load::<PersonId>(conn)?);
    gone.extend(
        decisions
            .select(attendance_decisions::person_id)
            .load::<PersonId>(conn)?,
    );
    gone.extend(sheet.select(attendances::person_id).load::<PersonId>(conn)?);
    gone.sort();
    gone.dedup();
    diesel::delete(places).execute(conn)?;
    diesel::delete(events).execute(conn)?;
    diesel::delete(decisions).execute(conn)?;
    diesel::delete(sheet).execute(conn)?;
    Ok(gone.len())
}

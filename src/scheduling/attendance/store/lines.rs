//! The lines of a sheet as they stand now, and whom a sheet finds.

use crate::accounts::model::Role;
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{attendance_decisions, attendance_events, attendances, people, role_grants, sessions};
use crate::ids::{AttendanceId, DistrictId, PersonId, SeriesId, SessionId};
use crate::local_time::dates_around;
use crate::native;
use crate::scheduling::attendance::model::{AttendanceStatus, LineReview};
use crate::scheduling::roles::Place;
use crate::scheduling::sessions::state::SessionState;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::HashMap;

/// What is recorded of one person at one session.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = attendances)]
pub struct Attendance {
    pub id: AttendanceId,
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub status: AttendanceStatus,
    pub place: Place,
    pub minutes: i64,
    /// The device's id of the record that stands.
    pub cid: String,
    pub recorder_id: PersonId,
    /// When, by the server's clock.
    pub recorded_at: Millis,
    /// When it reached the server.
    pub saved_at: Millis,
    /// Whether it may be credited.
    pub standing: LineReview,
}

/// The sheet with nicknames, in the order of the nicknames.
pub fn list_attendances(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(Attendance, String)>> {
    attendances::table
        .inner_join(people::table.on(people::id.eq(attendances::person_id)))
        .filter(attendances::session_id.eq(session))
        .order(people::nickname_key)
        .select((attendances::all_columns, people::nickname))
        .load(conn)
}

pub fn insert_attendance(conn: &mut Conn, row: &Attendance) -> QueryResult<()> {
    diesel::insert_into(attendances::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_attendances(conn: &mut Conn, rows: &[Attendance]) -> QueryResult<()> {
    for rows in rows.chunks(500) {
        native!(conn, |c| diesel::insert_into(attendances::table)
            .values(rows)
            .execute(c))?;
    }
    Ok(())
}

pub fn update_attendance(conn: &mut Conn, row: &Attendance) -> QueryResult<()> {
    diesel::update(attendances::table.find(&row.id))
        .set(row)
        .execute(conn)
        .map(drop)
}

/// How many came by name.
pub fn count_here(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(SessionId, i64)>> {
    attendances::table
        .filter(attendances::session_id.eq_any(ids))
        .filter(attendances::status.eq(AttendanceStatus::Here))
        .group_by(attendances::session_id)
        .select((attendances::session_id, count_star()))
        .load(conn)
}

/// How many lines the sheet has, whatever they say.
pub fn count_lines(conn: &mut Conn, session: &SessionId) -> QueryResult<i64> {
    attendances::table
        .filter(attendances::session_id.eq(session))
        .count()
        .get_result(conn)
}

/// Empties a sheet; of what was written on it nothing stays either, or a later press would bring it back.
pub fn delete_lines(conn: &mut Conn, session: &SessionId) -> QueryResult<()> {
    diesel::delete(attendance_decisions::table.filter(attendance_decisions::session_id.eq(session))).execute(conn)?;
    diesel::delete(attendance_events::table.filter(attendance_events::session_id.eq(session))).execute(conn)?;
    diesel::delete(attendances::table.filter(attendances::session_id.eq(session)))
        .execute(conn)
        .map(drop)
}

pub fn update_unnamed(conn: &mut Conn, session: &SessionId, count: i64) -> QueryResult<()> {
    diesel::update(sessions::table.find(session))
        .set(sessions::unnamed_count.eq(count))
        .execute(conn)
        .map(drop)
}

/// Takes somebody off a sheet.
pub fn delete_attendance(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<()> {
    let row = attendances::table
        .filter(attendances::session_id.eq(session))
        .filter(attendances::person_id.eq(person));
    diesel::delete(row).execute(conn).map(drop)
}

/// Lines of these districts that wait for a supervisor who neither wrote them nor is meant.
macro_rules! waiting {
    ($districts:expr, $supervisor:expr, $since:expr, $first:expr) => {
        attendances::table
            .inner_join(sessions::table)
            .inner_join(people::table.on(people::id.eq(attendances::person_id)))
            // in words of its own: only then is the index of what waits good for it
            .filter(sql::<Bool>("attendances.standing = 'waiting'"))
            .filter(
                attendances::person_id
                    .ne($supervisor)
                    .and(attendances::recorder_id.ne($supervisor)),
            )
            .filter(
                sessions::district_id
                    .eq_any($districts)
                    .and(sessions::ends_at.gt($since))
                    .and(sessions::local_date.ge($first)),
            )
    };
}

/// The first local date of what ends after a time: no session is longer than a day, and a wall is at most a day from UTC.
fn first_date(since: Millis) -> String {
    dates_around(since - DAY, since)
        .map(|(first, _)| first)
        .unwrap_or_default()
}

/// Lines of these districts that wait for a supervisor, of sessions that ended after `since`, the oldest first; with the
/// nickname.
pub fn list_waiting(
    conn: &mut Conn,
    districts: &[DistrictId],
    supervisor: &PersonId,
    since: Millis,
    limit: i64,
) -> QueryResult<Vec<(Attendance, String)>> {
    waiting!(districts, supervisor, since, first_date(since))
        .order((sessions::starts_at, attendances::id))
        .limit(limit)
        .select((attendances::all_columns, people::nickname))
        .load(conn)
}

/// How many lines wait.
pub fn count_waiting(
    conn: &mut Conn,
    districts: &[DistrictId],
    supervisor: &PersonId,
    since: Millis,
) -> QueryResult<i64> {
    waiting!(districts, supervisor, since, first_date(since))
        .count()
        .get_result(conn)
}

/// Active people who come to groups or are trained in `$district` and are not its staff, nor anybody's: the only ones whom
/// a sheet there finds (safety 13).
macro_rules! findable {
    ($district:expr) => {
        people::table
            .filter(people::is_active.eq(true))
            .filter(
                people::id.eq_any(
                    role_grants::table
                        .filter(role_grants::ended_at.is_null())
                        .filter(role_grants::district_id.eq($district))
                        .filter(role_grants::role.eq_any([Role::Member, Role::Trainee]))
                        .select(role_grants::person_id),
                ),
            )
            .filter(
                people::id.ne_all(
                    role_grants::table
                        .filter(role_grants::ended_at.is_null())
                        .filter(role_grants::role.eq_any([Role::Headquarters, Role::Coordinator, Role::Supervisor]))
                        .select(role_grants::person_id),
                ),
            )
    };
}

/// People of a district by the keys of their nicknames.
pub fn list_by_nickname_keys(
    conn: &mut Conn,
    keys: &[String],
    district: &DistrictId,
) -> QueryResult<Vec<(String, PersonId)>> {
    findable!(district)
        .filter(people::nickname_key.eq_any(keys))
        .select((people::nickname_key, people::id))
        .load(conn)
}

/// Which of these accounts are closed.
pub fn list_closed(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<PersonId>> {
    people::table
        .filter(people::id.eq_any(ids).and(people::is_active.eq(false)))
        .select(people::id)
        .load(conn)
}

/// Of how many of the last sessions of a series somebody is a regular who was at two of them.
const LOOKED_AT: i64 = 6;

/// Who came by name to at least two of the last six sessions of a series before this one, with nicknames.
pub fn list_regulars(
    conn: &mut Conn,
    series: &SeriesId,
    before: Millis,
    district: &DistrictId,
) -> QueryResult<Vec<(PersonId, String)>> {
    let last: Vec<SessionId> = sessions::table
        .filter(sessions::series_id.eq(series).and(sessions::starts_at.lt(before)))
        .filter(sessions::state.eq_any([SessionState::Delivered, SessionState::Closed]))
        .order(sessions::starts_at.desc())
        .limit(LOOKED_AT)
        .select(sessions::id)
        .load(conn)?;
    let came: Vec<PersonId> = attendances::table
        .filter(attendances::session_id.eq_any(last))
        .filter(attendances::status.eq(AttendanceStatus::Here))
        .filter(attendances::place.eq(Place::Participant))
        .select(attendances::person_id)
        .load(conn)?;
    let mut times: HashMap<PersonId, usize> = HashMap::new();
    for person in came {
        *times.entry(person).or_default() += 1;
    }
    let often: Vec<PersonId> = times
        .into_iter()
        .filter(|(_, times)| *times >= 2)
        .map(|(person, _)| person)
        .collect();
    findable!(district)
        .filter(people::id.eq_any(often))
        .order(people::nickname_key)
        .select((people::id, people::nickname))
        .load(conn)
}

//! Attendance and debriefs.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{attendances, debriefs, people, sessions};
use crate::ids::{AttendanceId, PersonId, SessionId};
use crate::scheduling::model::{AttendanceStatus, Place};
use diesel::dsl::count_star;
use diesel::prelude::*;

/// What is recorded of one person at one session.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset, Identifiable)]
#[diesel(table_name = attendances)]
pub struct Attendance {
    /// Its id.
    pub id: AttendanceId,
    /// At which session.
    pub session_id: SessionId,
    /// Who.
    pub person_id: PersonId,
    /// Came or not.
    pub status: AttendanceStatus,
    /// As what.
    pub place: Place,
    /// For how long.
    pub minutes: i64,
    /// The device's id of the record that stands.
    pub cid: String,
    /// Who tapped it.
    pub recorder_id: PersonId,
    /// When, by the device, never in the future.
    pub recorded_at: Millis,
    /// When it arrived.
    pub saved_at: Millis,
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

pub fn update_unnamed(conn: &mut Conn, session: &SessionId, count: i64) -> QueryResult<()> {
    diesel::update(sessions::table.find(session))
        .set(sessions::unnamed_count.eq(count))
        .execute(conn)
        .map(drop)
}

/// People by the keys of their nicknames.
pub fn list_by_nickname_keys(conn: &mut Conn, keys: &[String]) -> QueryResult<Vec<(String, PersonId)>> {
    people::table
        .filter(people::nickname_key.eq_any(keys).and(people::is_active.eq(true)))
        .select((people::nickname_key, people::id))
        .load(conn)
}

/// Which of these people exist.
pub fn list_known(conn: &mut Conn, ids: &[PersonId]) -> QueryResult<Vec<PersonId>> {
    people::table
        .filter(people::id.eq_any(ids))
        .select(people::id)
        .load(conn)
}

/// A debrief, both parts sealed.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = debriefs)]
pub struct Debrief {
    /// Its id; the sealed texts belong to it.
    pub id: String,
    /// Of which session.
    pub session_id: SessionId,
    /// Who wrote it.
    pub author_id: PersonId,
    /// Three answers about the session, sealed.
    pub body: Vec<u8>,
    /// How the author is, sealed; for them and their supervisor only.
    pub how_am_i: Vec<u8>,
    /// When.
    pub written_at: Millis,
}

pub fn insert_debrief(conn: &mut Conn, row: &Debrief) -> QueryResult<()> {
    diesel::insert_into(debriefs::table).values(row).execute(conn).map(drop)
}

/// Whether the person has written about this session.
pub fn has_debrief(conn: &mut Conn, session: &SessionId, author: &PersonId) -> QueryResult<bool> {
    let row = debriefs::table
        .filter(debriefs::session_id.eq(session))
        .filter(debriefs::author_id.eq(author));
    diesel::select(diesel::dsl::exists(row)).get_result(conn)
}

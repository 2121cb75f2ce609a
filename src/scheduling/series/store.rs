//! Series.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{assignments, series, sessions};
use crate::ids::{CohortId, DistrictId, PersonId, RoomId, SeriesId, StudioId};
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::state::SessionState;
use diesel::dsl::exists;
use diesel::prelude::*;

/// "Every week at this time until then."
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = series)]
pub struct Series {
    pub id: SeriesId,
    /// What the group is called; empty where it is called as its type is.
    pub name: String,
    /// Which kind of session.
    pub type_code: String,
    pub district_id: DistrictId,
    pub studio_id: StudioId,
    pub room_id: RoomId,
    pub cohort_id: Option<CohortId>,
    /// ISO weekday, 1 is Monday.
    pub weekday: i64,
    /// Intent on the wall.
    pub local_start: String,
    /// How long each lasts.
    pub minutes: i64,
    pub zone: String,
    pub first_date: String,
    /// The last date that may be meant.
    pub until_date: String,
    pub created_by: PersonId,
    pub created_at: Millis,
}

pub fn insert_series(conn: &mut Conn, row: &Series) -> QueryResult<()> {
    diesel::insert_into(series::table).values(row).execute(conn).map(drop)
}

pub fn find_series(conn: &mut Conn, id: &SeriesId) -> QueryResult<Option<Series>> {
    series::table.find(id).first(conn).optional()
}

/// Whether a session of a series is on at this moment.
pub fn is_session_running(conn: &mut Conn, series: &str, now: Millis) -> QueryResult<bool> {
    let running = sessions::table
        .filter(sessions::series_id.eq(series))
        .filter(sessions::starts_at.le(now).and(sessions::ends_at.gt(now)))
        .filter(sessions::state.eq_any([SessionState::Published, SessionState::Running]));
    diesel::select(exists(running)).get_result(conn)
}

/// Who leads the sessions of a series that are still to come, in the order of their ids.
pub fn list_leads(conn: &mut Conn, series: &str, now: Millis) -> QueryResult<Vec<PersonId>> {
    assignments::table
        .inner_join(sessions::table)
        .filter(sessions::series_id.eq(series).and(sessions::ends_at.gt(now)))
        .filter(sessions::state.ne_all([SessionState::Cancelled, SessionState::Skipped]))
        .filter(assignments::role.eq_any([StaffRole::Lead, StaffRole::CoLead]))
        .filter(assignments::state.eq(AssignmentState::Accepted))
        .select(assignments::person_id)
        .distinct()
        .order(assignments::person_id)
        .load(conn)
}

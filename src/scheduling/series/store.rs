//! Series.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::series;
use crate::ids::{CohortId, DistrictId, PersonId, RoomId, SeriesId, StudioId};
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

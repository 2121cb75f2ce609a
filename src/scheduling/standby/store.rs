//! Rows of standby.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::standbys;
use crate::ids::{DistrictId, PersonId, SessionId, StandbyId, StudioId};
use diesel::prelude::*;

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = standbys)]
pub struct StandbyRow {
    pub id: StandbyId,
    pub person_id: PersonId,
    /// `YYYY-MM-DD` on the wall of the place.
    pub local_date: String,
    pub studio_id: Option<StudioId>,
    pub district_id: Option<DistrictId>,
    pub session_id: Option<SessionId>,
    pub entered_by: PersonId,
    pub entered_at: Millis,
}

/// Everybody who is on standby on a date.
pub fn list_on(conn: &mut Conn, local_date: &str) -> QueryResult<Vec<StandbyRow>> {
    standbys::table.filter(standbys::local_date.eq(local_date)).load(conn)
}

/// Somebody's own from a date on.
pub fn list_standbys(conn: &mut Conn, person: &PersonId, from: &str) -> QueryResult<Vec<StandbyRow>> {
    standbys::table
        .filter(standbys::person_id.eq(person).and(standbys::local_date.ge(from)))
        .order((standbys::local_date, standbys::id))
        .load(conn)
}

pub fn find_standby(conn: &mut Conn, id: &StandbyId) -> QueryResult<Option<StandbyRow>> {
    standbys::table.find(id).first(conn).optional()
}

pub fn insert_standby(conn: &mut Conn, row: &StandbyRow) -> QueryResult<()> {
    diesel::insert_into(standbys::table).values(row).execute(conn).map(drop)
}

pub fn delete_standby(conn: &mut Conn, id: &StandbyId) -> QueryResult<usize> {
    diesel::delete(standbys::table.find(id)).execute(conn)
}

/// Standby that is long over is forgotten.
pub fn delete_standbys_before(conn: &mut Conn, before: &str) -> QueryResult<usize> {
    diesel::delete(standbys::table.filter(standbys::local_date.lt(before))).execute(conn)
}

//! Where people work or train, now and before.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{districts, home_districts, people};
use crate::ids::{DistrictId, PersonId};
use diesel::prelude::*;

/// Where somebody works or trains now.
pub fn find_home(conn: &mut Conn, person: &PersonId) -> QueryResult<Option<DistrictId>> {
    let found: Option<Option<DistrictId>> = people::table
        .find(person)
        .select(people::home_district_id)
        .first(conn)
        .optional()?;
    Ok(found.flatten())
}

/// A line of the history: where, since when, and the nickname of whoever said so.
pub type Line = (DistrictId, Millis, Option<String>);

/// The history, the newest line first.
pub fn list_homes(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<Line>> {
    home_districts::table
        .left_join(people::table.on(people::id.nullable().eq(home_districts::set_by)))
        .filter(home_districts::person_id.eq(person))
        .order((home_districts::from_at.desc(), home_districts::id.desc()))
        .select((
            home_districts::district_id,
            home_districts::from_at,
            people::nickname.nullable(),
        ))
        .load(conn)
}

/// Adds a line to the history.
pub fn insert_home(
    conn: &mut Conn,
    row: &str,
    person: &PersonId,
    district: &DistrictId,
    by: Option<&PersonId>,
    now: Millis,
) -> QueryResult<usize> {
    diesel::insert_into(home_districts::table)
        .values((
            home_districts::id.eq(row),
            home_districts::person_id.eq(person),
            home_districts::district_id.eq(district),
            home_districts::from_at.eq(now),
            home_districts::set_by.eq(by),
        ))
        .execute(conn)
}

/// Sets where somebody works or trains.
pub fn update_home(conn: &mut Conn, person: &PersonId, district: &DistrictId) -> QueryResult<usize> {
    diesel::update(people::table.find(person))
        .set(people::home_district_id.eq(district))
        .execute(conn)
}

/// Every district that may be said at the door, by name.
pub fn list_districts(conn: &mut Conn) -> QueryResult<Vec<(DistrictId, String)>> {
    districts::table
        .order((districts::name, districts::id))
        .select((districts::id, districts::name))
        .load(conn)
}

//! Who holds which place.

use crate::clock::Millis;
use crate::cohorts::places::model::CohortPlace;
use crate::db::Conn;
use crate::db::schema::{cohort_places, cohorts};
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId};
use diesel::prelude::*;

/// Who holds which place in a cohort now.
pub fn list_places(conn: &mut Conn, id: &CohortId) -> Result<Vec<(PersonId, CohortPlace)>> {
    Ok(cohort_places::table
        .filter(cohort_places::cohort_id.eq(id))
        .filter(cohort_places::ended_at.is_null())
        .order(cohort_places::created_at)
        .select((cohort_places::person_id, cohort_places::place))
        .load(conn)?)
}

/// The places that somebody holds, with the cohort and its district.
pub fn list_places_of(conn: &mut Conn, person: &PersonId) -> Result<Vec<(CohortId, Option<DistrictId>, CohortPlace)>> {
    Ok(cohort_places::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_places::cohort_id)))
        .filter(
            cohort_places::person_id
                .eq(person)
                .and(cohort_places::ended_at.is_null()),
        )
        .order((cohort_places::cohort_id, cohort_places::place))
        .select((cohort_places::cohort_id, cohorts::district_id, cohort_places::place))
        .load(conn)?)
}

pub fn insert_place(
    conn: &mut Conn,
    row: &str,
    id: &CohortId,
    person: &PersonId,
    place: CohortPlace,
    now: Millis,
) -> Result<()> {
    diesel::insert_into(cohort_places::table)
        .values((
            cohort_places::id.eq(row),
            cohort_places::cohort_id.eq(id),
            cohort_places::person_id.eq(person),
            cohort_places::place.eq(place),
            cohort_places::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends a place; how many rows.
pub fn update_place_ended(
    conn: &mut Conn,
    id: &CohortId,
    person: &PersonId,
    place: CohortPlace,
    now: Millis,
) -> Result<usize> {
    Ok(diesel::update(cohort_places::table)
        .filter(cohort_places::cohort_id.eq(id))
        .filter(cohort_places::person_id.eq(person))
        .filter(cohort_places::place.eq(place))
        .filter(cohort_places::ended_at.is_null())
        .set(cohort_places::ended_at.eq(now))
        .execute(conn)?)
}

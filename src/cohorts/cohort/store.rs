//! Cohorts and the dates of their phases.

use crate::clock::Millis;
use crate::cohorts::cohort::dates::PhaseDates;
use crate::cohorts::cohort::model::Cohort;
use crate::db::schema::{cohort_phases, cohorts, enrolments, people};
use crate::db::{Conn, dialect};
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, DistrictId, PersonId, ProgrammeVersionId};
use diesel::prelude::*;

type Row = (
    CohortId,
    i64,
    String,
    Option<DistrictId>,
    ProgrammeVersionId,
    String,
    String,
    i64,
);

fn cohort((id, intake_no, name, district_id, programme_version_id, starts_on, ends_on, places): Row) -> Cohort {
    Cohort {
        id,
        intake_no,
        name,
        district_id,
        programme_version_id,
        starts_on,
        ends_on,
        places,
    }
}

const COLUMNS: (
    cohorts::id,
    cohorts::intake_no,
    cohorts::name,
    cohorts::district_id,
    cohorts::programme_version_id,
    cohorts::starts_on,
    cohorts::ends_on,
    cohorts::places,
) = (
    cohorts::id,
    cohorts::intake_no,
    cohorts::name,
    cohorts::district_id,
    cohorts::programme_version_id,
    cohorts::starts_on,
    cohorts::ends_on,
    cohorts::places,
);

pub fn find_cohort(conn: &mut Conn, id: &CohortId) -> Result<Option<Cohort>> {
    let row: Option<Row> = cohorts::table.find(id).select(COLUMNS).first(conn).optional()?;
    Ok(row.map(cohort))
}

/// Locks a cohort until the commit: the head row of its places.
pub fn lock_cohort(conn: &mut Conn, id: &CohortId) -> Result<Cohort> {
    diesel::update(cohorts::table.find(id))
        .set(cohorts::row_version.eq(cohorts::row_version + 1))
        .execute(conn)?;
    find_cohort(conn, id)?.ok_or_else(Error::not_found)
}

/// Cohorts by number, the newest first, below `before`. With `districts`: those of these districts, and city-wide ones with
/// somebody from there.
pub fn page_cohorts(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    before: Option<i64>,
    limit: i64,
) -> Result<Vec<Cohort>> {
    let mut query = cohorts::table
        .select(COLUMNS)
        .order(cohorts::intake_no.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(cohorts::intake_no.lt(before));
    }
    if let Some(districts) = districts {
        let from_there: Vec<CohortId> = enrolments::table
            .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
            .filter(people::home_district_id.eq_any(districts))
            .select(enrolments::cohort_id)
            .distinct()
            .load(conn)?;
        query = query.filter(
            cohorts::district_id
                .eq_any(districts)
                .or(cohorts::district_id.is_null().and(cohorts::id.eq_any(from_there))),
        );
    }
    let rows: Vec<Row> = query.load(conn)?;
    Ok(rows.into_iter().map(cohort).collect())
}

/// Writes a cohort; its number may be taken.
pub fn insert_cohort(conn: &mut Conn, cohort: &Cohort, created_by: Option<&PersonId>, now: Millis) -> Result<()> {
    diesel::insert_into(cohorts::table)
        .values((
            cohorts::id.eq(&cohort.id),
            cohorts::intake_no.eq(cohort.intake_no),
            cohorts::name.eq(&cohort.name),
            cohorts::district_id.eq(&cohort.district_id),
            cohorts::programme_version_id.eq(&cohort.programme_version_id),
            cohorts::starts_on.eq(&cohort.starts_on),
            cohorts::ends_on.eq(&cohort.ends_on),
            cohorts::places.eq(cohort.places),
            cohorts::created_by.eq(created_by),
            cohorts::created_at.eq(now),
            cohorts::row_version.eq(1),
        ))
        .execute(conn)
        .map_err(|error| {
            if dialect::violates(&error, "cohorts_intake_no_key") {
                Error::from(Code::IntakeNoTaken).and_field("intake_no", "taken")
            } else {
                error.into()
            }
        })?;
    Ok(())
}

/// Changes a cohort's name, places and last day; the last phase ends with it.
pub fn update_cohort_dates(conn: &mut Conn, cohort: &Cohort) -> Result<()> {
    diesel::update(cohorts::table.find(&cohort.id))
        .set((
            cohorts::name.eq(&cohort.name),
            cohorts::places.eq(cohort.places),
            cohorts::ends_on.eq(&cohort.ends_on),
        ))
        .execute(conn)?;
    let last: Option<i64> = cohort_phases::table
        .filter(cohort_phases::cohort_id.eq(&cohort.id))
        .select(diesel::dsl::max(cohort_phases::phase))
        .first(conn)?;
    if let Some(last) = last {
        diesel::update(cohort_phases::table.find((&cohort.id, last)))
            .set(cohort_phases::to_on.eq(&cohort.ends_on))
            .execute(conn)?;
    }
    Ok(())
}

/// Writes when a phase is planned.
pub fn insert_phase_dates(conn: &mut Conn, id: &CohortId, dates: &PhaseDates) -> Result<()> {
    diesel::insert_into(cohort_phases::table)
        .values((
            cohort_phases::cohort_id.eq(id),
            cohort_phases::phase.eq(dates.phase),
            cohort_phases::from_on.eq(&dates.from),
            cohort_phases::to_on.eq(&dates.to),
        ))
        .execute(conn)?;
    Ok(())
}

/// When the phases are planned, in order.
pub fn list_phase_dates(conn: &mut Conn, id: &CohortId) -> Result<Vec<PhaseDates>> {
    let rows: Vec<(i64, String, String)> = cohort_phases::table
        .filter(cohort_phases::cohort_id.eq(id))
        .order(cohort_phases::phase)
        .select((cohort_phases::phase, cohort_phases::from_on, cohort_phases::to_on))
        .load(conn)?;
    let dates = |(phase, from, to)| PhaseDates { phase, from, to };
    Ok(rows.into_iter().map(dates).collect())
}

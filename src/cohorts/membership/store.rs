//! Enrolments and the cohorts that they belong to over time.

use crate::clock::Millis;
use crate::cohorts::cohort::model::Cohort;
use crate::cohorts::membership::model::{Enrolment, EnrolmentState, Membership};
use crate::db::schema::{cohort_memberships, cohorts, enrolments, people};
use crate::db::{Conn, dialect};
use crate::error::{Code, Error, Result};
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId};
use diesel::prelude::*;

type Columns = (
    enrolments::id,
    enrolments::person_id,
    people::nickname,
    people::home_district_id,
    enrolments::cohort_id,
    cohorts::name,
    cohorts::intake_no,
    cohorts::district_id,
    cohorts::ends_on,
    enrolments::programme_version_id,
    enrolments::state,
    enrolments::open_phase,
    enrolments::enrolled_at,
    enrolments::ended_at,
);

const COLUMNS: Columns = (
    enrolments::id,
    enrolments::person_id,
    people::nickname,
    people::home_district_id,
    enrolments::cohort_id,
    cohorts::name,
    cohorts::intake_no,
    cohorts::district_id,
    cohorts::ends_on,
    enrolments::programme_version_id,
    enrolments::state,
    enrolments::open_phase,
    enrolments::enrolled_at,
    enrolments::ended_at,
);

macro_rules! joined {
    () => {
        enrolments::table
            .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
            .inner_join(cohorts::table.on(cohorts::id.eq(enrolments::cohort_id)))
            .select(COLUMNS)
    };
}

pub fn find_enrolment(conn: &mut Conn, id: &EnrolmentId) -> Result<Option<Enrolment>> {
    Ok(joined!().filter(enrolments::id.eq(id)).first(conn).optional()?)
}

/// A person's enrolments, the newest first.
pub fn list_of_person(conn: &mut Conn, person: &PersonId) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::person_id.eq(person))
        .order((enrolments::enrolled_at.desc(), enrolments::id.desc()))
        .load(conn)?)
}

/// The enrolments of these people, the oldest first.
pub fn list_of_people(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::person_id.eq_any(people))
        .order((enrolments::enrolled_at, enrolments::id))
        .load(conn)?)
}

/// Everybody in a cohort, by nickname.
pub fn list_of_cohort(conn: &mut Conn, cohort: &CohortId) -> Result<Vec<Enrolment>> {
    Ok(joined!()
        .filter(enrolments::cohort_id.eq(cohort))
        .order((people::nickname, enrolments::id))
        .load(conn)?)
}

/// Locks an enrolment until the commit: the head row of its ledger, its phases and its gates.
pub fn lock_enrolment(conn: &mut Conn, id: &EnrolmentId) -> Result<Enrolment> {
    diesel::update(enrolments::table.find(id))
        .set(enrolments::row_version.eq(enrolments::row_version + 1))
        .execute(conn)?;
    find_enrolment(conn, id)?.ok_or_else(Error::not_found)
}

/// Writes an enrolment in phase 1.
pub fn insert_enrolment(
    conn: &mut Conn,
    id: &EnrolmentId,
    person: &PersonId,
    cohort: &Cohort,
    now: Millis,
) -> Result<()> {
    diesel::insert_into(enrolments::table)
        .values((
            enrolments::id.eq(id),
            enrolments::person_id.eq(person),
            enrolments::cohort_id.eq(&cohort.id),
            enrolments::programme_version_id.eq(&cohort.programme_version_id),
            enrolments::state.eq(EnrolmentState::Active),
            enrolments::open_phase.eq(1),
            enrolments::row_version.eq(1),
            enrolments::enrolled_at.eq(now),
        ))
        .execute(conn)
        .map_err(|error| {
            if dialect::violates(&error, "enrolments_person_id_key") {
                Error::from(Code::AlreadyEnrolled)
            } else {
                error.into()
            }
        })?;
    Ok(())
}

/// Changes the state; `ended_at` when it is over.
pub fn update_state(conn: &mut Conn, id: &EnrolmentId, state: EnrolmentState, ended_at: Option<Millis>) -> Result<()> {
    diesel::update(enrolments::table.find(id))
        .set((enrolments::state.eq(state), enrolments::ended_at.eq(ended_at)))
        .execute(conn)?;
    Ok(())
}

/// Opens the next phase; after the last one the enrolment is completed.
pub fn update_open_phase(conn: &mut Conn, id: &EnrolmentId, phase: i64, now: Millis) -> Result<()> {
    let row = diesel::update(enrolments::table.find(id));
    if phase > 4 {
        row.set((
            enrolments::open_phase.eq(5),
            enrolments::state.eq(EnrolmentState::Completed),
            enrolments::ended_at.eq(Some(now)),
        ))
        .execute(conn)?;
    } else {
        row.set(enrolments::open_phase.eq(phase)).execute(conn)?;
    }
    Ok(())
}

/// An earlier phase is open again, and whatever was completed goes on.
pub fn update_reopened(conn: &mut Conn, id: &EnrolmentId, phase: i64, state: EnrolmentState) -> Result<()> {
    diesel::update(enrolments::table.find(id))
        .set((
            enrolments::open_phase.eq(phase),
            enrolments::state.eq(state),
            enrolments::ended_at.eq(None::<Millis>),
        ))
        .execute(conn)?;
    Ok(())
}

/// Begins the time in a cohort.
pub fn insert_membership(
    conn: &mut Conn,
    row: &str,
    id: &EnrolmentId,
    cohort: &CohortId,
    from_at: Millis,
) -> Result<()> {
    diesel::insert_into(cohort_memberships::table)
        .values((
            cohort_memberships::id.eq(row),
            cohort_memberships::enrolment_id.eq(id),
            cohort_memberships::cohort_id.eq(cohort),
            cohort_memberships::from_at.eq(from_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Moves an enrolment to another cohort; its membership of the old one ends.
pub fn update_cohort(conn: &mut Conn, row: &str, id: &EnrolmentId, cohort: &CohortId, now: Millis) -> Result<()> {
    diesel::update(cohort_memberships::table)
        .filter(cohort_memberships::enrolment_id.eq(id))
        .filter(cohort_memberships::to_at.is_null())
        .set(cohort_memberships::to_at.eq(now))
        .execute(conn)?;
    insert_membership(conn, row, id, cohort, now)?;
    diesel::update(enrolments::table.find(id))
        .set(enrolments::cohort_id.eq(cohort))
        .execute(conn)?;
    Ok(())
}

/// Which cohorts these enrolments were in.
pub fn list_memberships(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Membership>> {
    let rows: Vec<(EnrolmentId, CohortId, String, Millis, Option<Millis>)> = cohort_memberships::table
        .inner_join(cohorts::table.on(cohorts::id.eq(cohort_memberships::cohort_id)))
        .filter(cohort_memberships::enrolment_id.eq_any(ids))
        .order(cohort_memberships::from_at)
        .select((
            cohort_memberships::enrolment_id,
            cohort_memberships::cohort_id,
            cohorts::starts_on,
            cohort_memberships::from_at,
            cohort_memberships::to_at,
        ))
        .load(conn)?;
    let membership = |(enrolment_id, cohort_id, starts_on, from_at, to_at)| Membership {
        enrolment_id,
        cohort_id,
        starts_on,
        from_at,
        to_at,
    };
    Ok(rows.into_iter().map(membership).collect())
}

/// Whether somebody of these districts is or was in the cohort.
pub fn has_people_from(conn: &mut Conn, id: &CohortId, districts: &[DistrictId]) -> Result<bool> {
    let count: i64 = enrolments::table
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .filter(enrolments::cohort_id.eq(id))
        .filter(people::home_district_id.eq_any(districts))
        .count()
        .get_result(conn)?;
    Ok(count > 0)
}

/// How many people go through it now or have completed it.
pub fn count_enrolled(conn: &mut Conn, id: &CohortId) -> Result<i64> {
    Ok(enrolments::table
        .filter(enrolments::cohort_id.eq(id))
        .filter(enrolments::state.ne_all([EnrolmentState::Withdrawn, EnrolmentState::Dismissed]))
        .count()
        .get_result(conn)?)
}

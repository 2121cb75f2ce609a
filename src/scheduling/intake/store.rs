//! Who belongs to an intake.

use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{cohorts, enrolments, people};
use crate::ids::{CohortId, DistrictId, PersonId};
use diesel::prelude::*;

/// Active trainees of an intake, with nicknames: they are expected at its classes without booking.
pub fn list_cohort(conn: &mut Conn, cohort: &CohortId) -> QueryResult<Vec<(PersonId, String)>> {
    enrolments::table
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .filter(
            enrolments::cohort_id
                .eq(cohort)
                .and(enrolments::state.eq(EnrolmentState::Active)),
        )
        .order(people::nickname_key)
        .select((people::id, people::nickname))
        .load(conn)
}

/// Whether a person is an active trainee of an intake.
pub fn is_in_cohort(conn: &mut Conn, cohort: &CohortId, person: &PersonId) -> QueryResult<bool> {
    let found: Option<PersonId> = enrolments::table
        .filter(
            enrolments::cohort_id
                .eq(cohort)
                .and(enrolments::state.eq(EnrolmentState::Active)),
        )
        .filter(enrolments::person_id.eq(person))
        .select(enrolments::person_id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The intakes in which these people are active.
pub fn list_cohorts_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<(CohortId, PersonId)>> {
    enrolments::table
        .filter(
            enrolments::person_id
                .eq_any(people)
                .and(enrolments::state.eq(EnrolmentState::Active)),
        )
        .select((enrolments::cohort_id, enrolments::person_id))
        .load(conn)
}

/// The district of an intake: the inner none is city-wide, the outer no such intake.
pub fn find_cohort_district(conn: &mut Conn, cohort: &CohortId) -> QueryResult<Option<Option<DistrictId>>> {
    cohorts::table
        .find(cohort)
        .select(cohorts::district_id)
        .first(conn)
        .optional()
}

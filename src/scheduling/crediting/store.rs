//! What the training programmes ask of sessions.

use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{cohorts, enrolments, requirements};
use crate::ids::{CohortId, PersonId};
use diesel::prelude::*;

/// What the requirements of somebody's open phase say of the sessions that give them, as JSON.
pub fn list_gives(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<String>> {
    enrolments::table
        .inner_join(
            requirements::table.on(requirements::programme_version_id
                .eq(enrolments::programme_version_id)
                .and(requirements::phase.eq(enrolments::open_phase))),
        )
        .filter(enrolments::person_id.eq(person))
        .filter(enrolments::state.eq(EnrolmentState::Active))
        .select(requirements::gives)
        .load(conn)
}

/// Codes of what sessions can be planned for: in the versions that people of an intake follow, or without one in any version. One
/// class may serve two versions through codes that are equal.
pub fn list_modules(conn: &mut Conn, cohort: Option<&CohortId>) -> QueryResult<Vec<String>> {
    Ok(list_giving(conn, cohort)?
        .into_iter()
        .map(|(code, _, _)| code)
        .collect())
}

/// The lowest and the highest open phase of those who go through an intake; nothing while there are none.
pub fn find_phases(conn: &mut Conn, cohort: &CohortId) -> QueryResult<(Option<i64>, Option<i64>)> {
    enrolments::table
        .filter(enrolments::cohort_id.eq(cohort))
        .filter(enrolments::state.eq_any([EnrolmentState::Active, EnrolmentState::Paused]))
        .select((
            diesel::dsl::min(enrolments::open_phase),
            diesel::dsl::max(enrolments::open_phase),
        ))
        .first(conn)
}

/// The same with its phase and what it says of the sessions that give it, as JSON.
pub fn list_giving(conn: &mut Conn, cohort: Option<&CohortId>) -> QueryResult<Vec<(String, i64, String)>> {
    let mut query = requirements::table
        .filter(requirements::gives.like("%\"places\":[\"%"))
        .select((requirements::code, requirements::phase, requirements::gives))
        .distinct()
        .into_boxed();
    if let Some(cohort) = cohort {
        let of_cohort = cohorts::table
            .filter(cohorts::id.eq(cohort))
            .select(cohorts::programme_version_id);
        let of_people = enrolments::table
            .filter(enrolments::cohort_id.eq(cohort))
            .select(enrolments::programme_version_id);
        let versions: Vec<String> = of_cohort.load(conn)?;
        let others: Vec<String> = of_people.load(conn)?;
        let all: Vec<String> = versions.into_iter().chain(others).collect();
        query = query.filter(requirements::programme_version_id.eq_any(all));
    }
    query.load(conn)
}

/// Who of these people has ever begun a programme.
pub fn list_enrolled(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<PersonId>> {
    enrolments::table
        .filter(enrolments::person_id.eq_any(people))
        .select(enrolments::person_id)
        .distinct()
        .load(conn)
}

/// What the requirements of the open phases of these people say of the sessions that give them, as JSON.
pub fn list_gives_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<(PersonId, String)>> {
    enrolments::table
        .inner_join(
            requirements::table.on(requirements::programme_version_id
                .eq(enrolments::programme_version_id)
                .and(requirements::phase.eq(enrolments::open_phase))),
        )
        .filter(enrolments::person_id.eq_any(people))
        .filter(enrolments::state.eq(EnrolmentState::Active))
        .select((enrolments::person_id, requirements::gives))
        .load(conn)
}

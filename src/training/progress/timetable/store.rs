//! What training reads of sessions, places and attendance; it writes none of it.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{assignments, attendances, session_participants, sessions};
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId, SessionId};
use crate::local_time::dates_around;
use crate::scheduling::attendance::model::{AttendanceStatus, LineReview};
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::state::SessionState;
use crate::training::programmes::model::SeatPlace;
use crate::training::progress::timetable::model::{AttendanceRow, Expected, TimetableSession};
use diesel::prelude::*;

const SESSION: (
    sessions::id,
    sessions::type_code,
    sessions::phase_module,
    sessions::district_id,
    sessions::cohort_id,
    sessions::starts_at,
    sessions::ends_at,
    sessions::capacity,
) = (
    sessions::id,
    sessions::type_code,
    sessions::phase_module,
    sessions::district_id,
    sessions::cohort_id,
    sessions::starts_at,
    sessions::ends_at,
    sessions::capacity,
);

const OVER: [SessionState; 2] = [SessionState::Delivered, SessionState::Closed];

const PRACTICE_ROLES: [StaffRole; 3] = [StaffRole::Lead, StaffRole::CoLead, StaffRole::Observer];

/// Where and when a session was.
pub fn find_session(conn: &mut Conn, id: &SessionId) -> Result<Option<TimetableSession>> {
    Ok(sessions::table.find(id).select(SESSION).first(conn).optional()?)
}

/// Lines of a sheet that may be credited: not those that wait for a supervisor, nor those that were not confirmed.
const DECIDED: [LineReview; 2] = [LineReview::Plain, LineReview::Confirmed];

/// What a person attended of the sessions that took place and touch this time, as far as it is decided.
pub fn list_attended(conn: &mut Conn, person: &PersonId, from: Millis, to: Millis) -> Result<Vec<AttendanceRow>> {
    Ok(attendances::table
        .inner_join(sessions::table)
        .filter(attendances::person_id.eq(person))
        .filter(attendances::status.eq(AttendanceStatus::Here))
        .filter(attendances::standing.eq_any(DECIDED))
        .filter(sessions::state.eq_any(OVER))
        .filter(sessions::starts_at.lt(to))
        .filter(sessions::ends_at.gt(from))
        .order((sessions::starts_at, sessions::id))
        .select((
            SESSION,
            attendances::minutes,
            attendances::place,
            attendances::recorder_id,
        ))
        .load(conn)?)
}

/// Sessions of a cohort that took place and that somebody attended.
pub fn list_attended_of_cohort(conn: &mut Conn, person: &PersonId, cohort: &CohortId) -> Result<Vec<SessionId>> {
    Ok(attendances::table
        .inner_join(sessions::table)
        .filter(attendances::person_id.eq(person))
        .filter(sessions::cohort_id.eq(cohort.as_str()))
        .filter(sessions::state.eq_any(OVER))
        .select(sessions::id)
        .load(conn)?)
}

/// Sessions of these cohorts that took place.
pub fn list_past_of_cohorts(conn: &mut Conn, cohorts: &[CohortId]) -> Result<Vec<TimetableSession>> {
    let ids: Vec<&str> = cohorts.iter().map(CohortId::as_str).collect();
    Ok(sessions::table
        .filter(sessions::cohort_id.eq_any(ids))
        .filter(sessions::state.eq_any(OVER))
        .select(SESSION)
        .load(conn)?)
}

/// Published sessions from `from` to `to`: of these districts (none: of all), of these cohorts, or in which these people have
/// a place.
pub fn list_coming(
    conn: &mut Conn,
    from: Millis,
    to: Millis,
    districts: Option<&[DistrictId]>,
    cohorts: &[CohortId],
) -> Result<Vec<TimetableSession>> {
    let cohorts: Vec<&str> = cohorts.iter().map(CohortId::as_str).collect();
    let (first, last) = dates_around(from, to)?;
    let mut query = sessions::table
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::local_date.ge(first).and(sessions::local_date.le(last)))
        .filter(sessions::starts_at.ge(from))
        .filter(sessions::starts_at.lt(to))
        .order((sessions::starts_at, sessions::id))
        .select(SESSION)
        .into_boxed();
    if let Some(districts) = districts {
        query = query.filter(
            sessions::district_id
                .eq_any(districts)
                .or(sessions::cohort_id.eq_any(cohorts)),
        );
    }
    Ok(query.load(conn)?)
}

/// Published sessions to come in which these people have a place, wherever they are.
pub fn list_booked(conn: &mut Conn, from: Millis, to: Millis, people: &[PersonId]) -> Result<Vec<TimetableSession>> {
    let mut ids: Vec<SessionId> = session_participants::table
        .filter(session_participants::person_id.eq_any(people))
        .select(session_participants::session_id)
        .load(conn)?;
    ids.extend(
        assignments::table
            .filter(assignments::person_id.eq_any(people))
            .filter(assignments::starts_at.ge(from).and(assignments::starts_at.lt(to)))
            .filter(assignments::state.eq(AssignmentState::Accepted))
            .select(assignments::session_id)
            .load::<SessionId>(conn)?,
    );
    Ok(sessions::table
        .filter(sessions::id.eq_any(ids))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.ge(from))
        .filter(sessions::starts_at.lt(to))
        .order((sessions::starts_at, sessions::id))
        .select(SESSION)
        .load(conn)?)
}

/// Who has which place in these sessions: expected by name, or as staff in a place that a trainee may practise.
pub fn list_expected(conn: &mut Conn, sessions: &[SessionId]) -> Result<Vec<Expected>> {
    let mut expected: Vec<Expected> = session_participants::table
        .filter(session_participants::session_id.eq_any(sessions))
        .select((
            session_participants::session_id,
            session_participants::person_id,
            session_participants::place,
        ))
        .load(conn)?;
    let staff: Vec<(SessionId, PersonId, SeatPlace)> = assignments::table
        .filter(assignments::session_id.eq_any(sessions))
        .filter(assignments::role.eq_any(PRACTICE_ROLES))
        .filter(assignments::state.ne(AssignmentState::Withdrawn))
        .select((assignments::session_id, assignments::person_id, assignments::role))
        .load(conn)?;
    expected.extend(staff.into_iter().map(|(session_id, person_id, place)| Expected {
        session_id,
        person_id,
        place,
    }));
    Ok(expected)
}

/// The end of the last session that each of these people attended.
pub fn list_last_attended(conn: &mut Conn, people: &[PersonId]) -> Result<Vec<(PersonId, Option<Millis>)>> {
    Ok(attendances::table
        .inner_join(sessions::table)
        .filter(attendances::person_id.eq_any(people))
        .filter(attendances::status.eq(AttendanceStatus::Here))
        .group_by(attendances::person_id)
        .select((attendances::person_id, diesel::dsl::max(sessions::ends_at)))
        .load(conn)?)
}

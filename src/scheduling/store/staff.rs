//! Who is on a session: staff seats, booked places, and what the rules ask about people.

use crate::accounts::api;
use crate::accounts::model::Role;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{
    assignments, cohorts, enrolments, people, requirements, role_grants, session_participants, sessions,
};
use crate::error::Result;
use crate::ids::{AssignmentId, CohortId, DistrictId, PersonId, SessionId};
use crate::scheduling::model::{Available, Place, SeatRole, SeatState, SessionState};
use crate::scheduling::rules::Person;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use std::collections::{HashMap, HashSet};

/// A staff seat.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = assignments)]
pub struct Assignment {
    /// Its id.
    pub id: AssignmentId,
    /// On which session.
    pub session_id: SessionId,
    /// Who.
    pub person_id: PersonId,
    /// As what.
    pub role: SeatRole,
    /// Whether it is taken.
    pub state: SeatState,
}

/// A place that is booked by name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = session_participants)]
pub struct Booking {
    /// On which session.
    pub session_id: SessionId,
    /// Who.
    pub person_id: PersonId,
    /// As what.
    pub place: Place,
    /// Who booked it.
    pub added_by: PersonId,
    /// When.
    pub added_at: Millis,
}

/// All staff seats of these sessions with nicknames, leads first; withdrawn ones too, at the end.
pub fn list_assignments(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(Assignment, String)>> {
    let mut rows: Vec<(Assignment, String)> = assignments::table
        .inner_join(people::table.on(people::id.eq(assignments::person_id)))
        .filter(assignments::session_id.eq_any(ids))
        .select((assignments::all_columns, people::nickname))
        .load(conn)?;
    rows.sort_by(|(a, x), (b, y)| {
        let key = |row: &Assignment| (row.session_id.clone(), !row.state.holds(), row.role);
        (key(a), x).cmp(&(key(b), y))
    });
    Ok(rows)
}

/// The staff seat of a person, if they have one.
pub fn find_seat(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<Option<SeatRole>> {
    assignments::table
        .filter(
            assignments::session_id
                .eq(session)
                .and(assignments::person_id.eq(person)),
        )
        .filter(assignments::state.ne(SeatState::Withdrawn))
        .select(assignments::role)
        .first(conn)
        .optional()
}

/// Sessions that have not ended on which a person has a seat, the next first.
pub fn list_next(conn: &mut Conn, person: &PersonId, now: Millis, most: i64) -> QueryResult<Vec<SessionId>> {
    assignments::table
        .inner_join(sessions::table)
        .filter(assignments::person_id.eq(person))
        .filter(assignments::state.ne(SeatState::Withdrawn))
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::state.eq_any([SessionState::Published, SessionState::Running]))
        .select(sessions::id)
        .order((sessions::starts_at, sessions::id))
        .limit(most)
        .load(conn)
}

pub fn insert_assignment(conn: &mut Conn, row: &Assignment) -> QueryResult<()> {
    diesel::insert_into(assignments::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn update_assignment(conn: &mut Conn, id: &AssignmentId, role: SeatRole, state: SeatState) -> QueryResult<()> {
    diesel::update(assignments::table.find(id))
        .set((assignments::role.eq(role), assignments::state.eq(state)))
        .execute(conn)
        .map(drop)
}

/// Places booked by name on these sessions, with nicknames.
pub fn list_bookings(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(Booking, String)>> {
    session_participants::table
        .inner_join(people::table.on(people::id.eq(session_participants::person_id)))
        .filter(session_participants::session_id.eq_any(ids))
        .order((session_participants::session_id, session_participants::person_id))
        .select((session_participants::all_columns, people::nickname))
        .load(conn)
}

pub fn insert_booking(conn: &mut Conn, row: &Booking) -> QueryResult<()> {
    diesel::insert_into(session_participants::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// False when there was none.
pub fn delete_booking(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<bool> {
    let row = session_participants::table
        .filter(session_participants::session_id.eq(session))
        .filter(session_participants::person_id.eq(person));
    Ok(diesel::delete(row).execute(conn)? == 1)
}

/// Sessions that are not over on which somebody has a seat or a place.
pub fn list_ahead_of(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<SessionId>> {
    let seated = assignments::table
        .filter(
            assignments::person_id
                .eq(person)
                .and(assignments::state.ne(SeatState::Withdrawn)),
        )
        .select(assignments::session_id);
    let booked = session_participants::table
        .filter(session_participants::person_id.eq(person))
        .select(session_participants::session_id);
    sessions::table
        .filter(sessions::ends_at.gt(now))
        .filter(sessions::id.eq_any(seated).or(sessions::id.eq_any(booked)))
        .select(sessions::id)
        .order((sessions::starts_at, sessions::id))
        .load(conn)
}

/// Whether somebody held a role in a district that was taken away.
pub fn has_left(conn: &mut Conn, person: &PersonId, district: &DistrictId) -> QueryResult<bool> {
    let ended = role_grants::table
        .filter(
            role_grants::person_id
                .eq(person)
                .and(role_grants::ended_at.is_not_null()),
        )
        .filter(
            role_grants::district_id
                .eq(district)
                .and(role_grants::role.ne(Role::Member)),
        );
    diesel::select(diesel::dsl::exists(ended)).get_result(conn)
}

/// Active coordinators of a district.
pub fn list_coordinators(conn: &mut Conn, district: &DistrictId) -> QueryResult<Vec<PersonId>> {
    role_grants::table
        .inner_join(people::table)
        .filter(
            role_grants::district_id
                .eq(district)
                .and(role_grants::role.eq(Role::Coordinator)),
        )
        .filter(role_grants::ended_at.is_null().and(people::is_active.eq(true)))
        .select(role_grants::person_id)
        .load(conn)
}

/// Active trainees of an intake, with nicknames: they are expected at its classes without booking.
pub fn list_cohort(conn: &mut Conn, cohort: &CohortId) -> QueryResult<Vec<(PersonId, String)>> {
    enrolments::table
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .filter(enrolments::cohort_id.eq(cohort).and(enrolments::state.eq("active")))
        .order(people::nickname_key)
        .select((people::id, people::nickname))
        .load(conn)
}

/// Whether a person is an active trainee of an intake.
pub fn is_in_cohort(conn: &mut Conn, cohort: &CohortId, person: &PersonId) -> QueryResult<bool> {
    let found: Option<PersonId> = enrolments::table
        .filter(enrolments::cohort_id.eq(cohort).and(enrolments::state.eq("active")))
        .filter(enrolments::person_id.eq(person))
        .select(enrolments::person_id)
        .first(conn)
        .optional()?;
    Ok(found.is_some())
}

/// The intakes in which these people are active.
pub fn list_cohorts_of(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<(CohortId, PersonId)>> {
    enrolments::table
        .filter(enrolments::person_id.eq_any(people).and(enrolments::state.eq("active")))
        .select((enrolments::cohort_id, enrolments::person_id))
        .load(conn)
}

/// What the requirements of somebody's open phase say of the sessions that give them, as JSON.
pub fn list_gives(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<String>> {
    enrolments::table
        .inner_join(
            requirements::table.on(requirements::programme_version_id
                .eq(enrolments::programme_version_id)
                .and(requirements::phase.eq(enrolments::open_phase))),
        )
        .filter(enrolments::person_id.eq(person))
        .filter(enrolments::state.eq("active"))
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
        .filter(enrolments::state.eq_any(["active", "paused"]))
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

/// The district of an intake: the inner none is city-wide, the outer no such intake.
pub fn find_cohort_district(conn: &mut Conn, cohort: &CohortId) -> QueryResult<Option<Option<DistrictId>>> {
    cohorts::table
        .find(cohort)
        .select(cohorts::district_id)
        .first(conn)
        .optional()
}

type Row = (PersonId, String, bool, Option<DistrictId>, String);

macro_rules! person_columns {
    () => {
        (
            people::id,
            people::nickname,
            people::is_active,
            people::home_district_id,
            people::available,
        )
    };
}

/// People as the rules need them; who does not exist is not in the answer.
pub fn list_people(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Person>> {
    let rows: Vec<Row> = people::table
        .filter(people::id.eq_any(ids))
        .select(person_columns!())
        .load(conn)?;
    let held = role_grants::table
        .filter(role_grants::person_id.eq_any(ids))
        .filter(role_grants::ended_at.is_null().and(role_grants::role.ne(Role::Member)))
        .select((role_grants::person_id, role_grants::role))
        .load(conn)?;
    with_roles(conn, rows, held)
}

/// Everybody who works here and whose account is in use, as the rules need them: whoever could have a seat.
pub fn list_workers(conn: &mut Conn) -> Result<Vec<Person>> {
    // in words of its own, because only then is the index of workers, which names the role, good for it
    let works = || sql::<Bool>("role_grants.ended_at IS NULL AND role_grants.role <> 'member'");
    let held: Vec<(PersonId, Role)> = role_grants::table
        .filter(works())
        .select((role_grants::person_id, role_grants::role))
        .load(conn)?;
    let rows: Vec<Row> = people::table
        .filter(people::is_active.eq(true))
        .filter(people::id.eq_any(role_grants::table.filter(works()).select(role_grants::person_id)))
        .select(person_columns!())
        .load(conn)?;
    with_roles(conn, rows, held)
}

fn with_roles(conn: &mut Conn, rows: Vec<Row>, held: Vec<(PersonId, Role)>) -> Result<Vec<Person>> {
    let (staff, others): (Vec<_>, Vec<_>) = held.into_iter().partition(|(_, role)| role.is_staff());
    let ids = |rows: Vec<(PersonId, Role)>| rows.into_iter().map(|(id, _)| id).collect::<HashSet<_>>();
    let (staff, trained) = (ids(staff), ids(others));
    let people: Vec<PersonId> = rows.iter().map(|row| row.0.clone()).collect();
    let mut qualified = api::qualifications(conn, &people)?;
    Ok(rows
        .into_iter()
        .map(|(id, nickname, is_active, home_district, available)| Person {
            is_staff: staff.contains(&id),
            // the training stays, but it qualifies nobody whose role was taken away
            qualified: qualified
                .remove(&id)
                .filter(|_| trained.contains(&id))
                .unwrap_or_default(),
            id,
            nickname,
            is_active,
            home_district,
            available: Available::stored(&available),
        })
        .collect())
}

/// Who leads which session between two local dates, whoever it is: read from the sessions of those days, because over
/// the years a person's own list grows and a week's does not.
pub fn list_all_led(conn: &mut Conn, from: &str, to: &str) -> QueryResult<Vec<(PersonId, SessionId, String)>> {
    let days: Vec<(SessionId, String)> = sessions::table
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(to)))
        .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
        .select((sessions::id, sessions::local_date))
        .load(conn)?;
    let mut found = Vec::new();
    for days in days.chunks(500) {
        let ids = days.iter().map(|(id, _)| id);
        let led: Vec<(PersonId, SessionId)> = assignments::table
            .filter(assignments::session_id.eq_any(ids))
            .filter(assignments::state.ne(SeatState::Withdrawn))
            .filter(assignments::role.eq_any([SeatRole::Lead, SeatRole::CoLead]))
            .select((assignments::person_id, assignments::session_id))
            .load(conn)?;
        let days: HashMap<_, _> = days.iter().map(|(id, day)| (id, day)).collect();
        found.extend(led.into_iter().filter_map(|(person, session)| {
            let day = days.get(&session)?.to_string();
            Some((person, session, day))
        }));
    }
    Ok(found)
}

/// Every session that these people lead between two local dates.
pub fn list_led(
    conn: &mut Conn,
    ids: &[PersonId],
    from: &str,
    to: &str,
) -> QueryResult<Vec<(PersonId, SessionId, String)>> {
    let mut found = Vec::new();
    for ids in ids.chunks(500) {
        found.extend(
            assignments::table
                .inner_join(sessions::table)
                .filter(assignments::person_id.eq_any(ids))
                .filter(assignments::state.ne(SeatState::Withdrawn))
                .filter(assignments::role.eq_any([SeatRole::Lead, SeatRole::CoLead]))
                .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(to)))
                .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
                .select((assignments::person_id, sessions::id, sessions::local_date))
                .load::<(PersonId, SessionId, String)>(conn)?,
        );
    }
    Ok(found)
}

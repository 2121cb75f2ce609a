//! Assignments: who is on the staff of a session.

use crate::accounts::model::Role;
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{assignment_events, assignments, people, role_grants, session_participants, sessions};
use crate::ids::{AssignmentEventId, AssignmentId, DistrictId, PersonId, SessionId};
use crate::native;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use diesel::prelude::*;

/// No session is longer, so whatever is not over started within this time or later.
const LONGEST: Millis = DAY;

/// Somebody on the staff of a session.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = assignments)]
pub struct Assignment {
    pub id: AssignmentId,
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub role: StaffRole,
    /// Withdrawn, absent, or still on it.
    pub state: AssignmentState,
    /// When its session starts.
    pub starts_at: Millis,
}

/// A line of the history of a session's staff.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = assignment_events)]
pub struct AssignmentEvent {
    pub id: AssignmentEventId,
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub role: StaffRole,
    pub kind: AssignmentEventKind,
    /// None for a change that nobody asked for here, such as the end of a role.
    pub actor_id: Option<PersonId>,
    pub at: Millis,
}

/// All assignments of these sessions with nicknames, leads first; withdrawn ones too, at the end.
pub fn list_assignments(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(Assignment, String)>> {
    let mut rows: Vec<(Assignment, String)> = assignments::table
        .inner_join(people::table.on(people::id.eq(assignments::person_id)))
        .filter(assignments::session_id.eq_any(ids))
        .select((assignments::all_columns, people::nickname))
        .load(conn)?;
    rows.sort_by(|(a, x), (b, y)| {
        let key = |row: &Assignment| (row.session_id.clone(), !row.state.is_active(), row.role);
        (key(a), x).cmp(&(key(b), y))
    });
    Ok(rows)
}

/// The role of a person on the staff of a session, if they have one.
pub fn find_role(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<Option<StaffRole>> {
    assignments::table
        .filter(
            assignments::session_id
                .eq(session)
                .and(assignments::person_id.eq(person)),
        )
        .filter(assignments::state.ne(AssignmentState::Withdrawn))
        .select(assignments::role)
        .first(conn)
        .optional()
}

/// Sessions that have not ended to which a person is assigned, the next first.
pub fn list_next(conn: &mut Conn, person: &PersonId, now: Millis, most: i64) -> QueryResult<Vec<SessionId>> {
    assignments::table
        .inner_join(sessions::table)
        .filter(assignments::person_id.eq(person))
        .filter(assignments::starts_at.gt(now - LONGEST))
        .filter(assignments::state.ne(AssignmentState::Withdrawn))
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

/// Many at once, for seeds.
pub fn insert_assignments(conn: &mut Conn, rows: &[Assignment]) -> QueryResult<()> {
    for rows in rows.chunks(500) {
        native!(conn, |c| diesel::insert_into(assignments::table)
            .values(rows)
            .execute(c))?;
    }
    Ok(())
}

pub fn update_assignment(
    conn: &mut Conn,
    id: &AssignmentId,
    role: StaffRole,
    state: AssignmentState,
) -> QueryResult<()> {
    diesel::update(assignments::table.find(id))
        .set((assignments::role.eq(role), assignments::state.eq(state)))
        .execute(conn)
        .map(drop)
}

/// The assignments of a session start when it does.
pub fn update_starts(conn: &mut Conn, session: &SessionId, starts_at: Millis) -> QueryResult<()> {
    diesel::update(assignments::table)
        .filter(
            assignments::session_id
                .eq(session)
                .and(assignments::starts_at.ne(starts_at)),
        )
        .set(assignments::starts_at.eq(starts_at))
        .execute(conn)
        .map(drop)
}

pub fn insert_event(conn: &mut Conn, line: &AssignmentEvent) -> QueryResult<()> {
    diesel::insert_into(assignment_events::table)
        .values(line)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_assignment_events(conn: &mut Conn, lines: &[AssignmentEvent]) -> QueryResult<()> {
    for lines in lines.chunks(500) {
        native!(conn, |c| diesel::insert_into(assignment_events::table)
            .values(lines)
            .execute(c))?;
    }
    Ok(())
}

/// Who came to a session and who left it, the newest 100 first.
pub fn list_events(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<AssignmentEvent>> {
    assignment_events::table
        .filter(assignment_events::session_id.eq(session))
        .order((assignment_events::at.desc(), assignment_events::id.desc()))
        .limit(100)
        .load(conn)
}

/// Sessions that are not over on which somebody has an assignment or a place.
pub fn list_ahead_of(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<SessionId>> {
    let seated = assignments::table
        .filter(
            assignments::person_id
                .eq(person)
                .and(assignments::starts_at.gt(now - LONGEST))
                .and(assignments::state.ne(AssignmentState::Withdrawn)),
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

/// Whether somebody had a role in a district that was taken away.
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

//! What chat asks about the sessions of a series.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{assignments, sessions};
use crate::ids::PersonId;
use crate::scheduling::roles::{AssignmentState, StaffRole};
use crate::scheduling::sessions::state::SessionState;
use diesel::dsl::exists;
use diesel::prelude::*;

/// Whether a session of a series is on at this moment.
pub fn is_session_running(conn: &mut Conn, series: &str, now: Millis) -> QueryResult<bool> {
    let running = sessions::table
        .filter(sessions::series_id.eq(series))
        .filter(sessions::starts_at.le(now).and(sessions::ends_at.gt(now)))
        .filter(sessions::state.eq_any([SessionState::Published, SessionState::Running]));
    diesel::select(exists(running)).get_result(conn)
}

/// Who leads the sessions of a series that are still to come, in the order of their ids.
pub fn list_leads(conn: &mut Conn, series: &str, now: Millis) -> QueryResult<Vec<PersonId>> {
    assignments::table
        .inner_join(sessions::table)
        .filter(sessions::series_id.eq(series).and(sessions::ends_at.gt(now)))
        .filter(sessions::state.ne_all([SessionState::Cancelled, SessionState::Skipped]))
        .filter(assignments::role.eq_any([StaffRole::Lead, StaffRole::CoLead]))
        .filter(assignments::state.eq(AssignmentState::Accepted))
        .select(assignments::person_id)
        .distinct()
        .order(assignments::person_id)
        .load(conn)
}

//! What a sheet of counsellors or sessions is judged against.

use super::claims::Resource;
use crate::db::Conn;
use crate::db::schema::{assignments, claims, people, qualifications, sessions};
use crate::ids::{DistrictId, PersonId, RoomId, SessionId, StudioId};
use crate::scheduling::model::{SeatRole, SeatState, SessionState, Span};
use diesel::prelude::*;

/// A counsellor as a sheet compares them.
#[derive(Clone, Debug, Queryable)]
pub struct CounsellorRow {
    /// Who.
    pub id: PersonId,
    /// As they wrote it.
    pub nickname: String,
    /// What is unique.
    pub nickname_key: String,
    /// Where they usually work.
    pub home_district_id: Option<DistrictId>,
    /// Which intake they were trained in.
    pub intake_no: Option<i64>,
    /// When they would rather lead.
    pub available: String,
    /// Whether the account is in use.
    pub is_active: bool,
}

/// Everybody who is or was qualified for something.
pub fn list_counsellors(conn: &mut Conn) -> QueryResult<Vec<CounsellorRow>> {
    people::table
        .filter(people::id.eq_any(qualifications::table.select(qualifications::person_id)))
        .order(people::id)
        .select((
            people::id,
            people::nickname,
            people::nickname_key,
            people::home_district_id,
            people::intake_no,
            people::available,
            people::is_active,
        ))
        .load(conn)
}

/// Which of these keys of nicknames somebody has.
pub fn list_taken(conn: &mut Conn, keys: &[String]) -> QueryResult<Vec<String>> {
    let mut taken = vec![];
    for keys in keys.chunks(500) {
        let found = people::table
            .filter(people::nickname_key.eq_any(keys))
            .select(people::nickname_key);
        taken.extend(found.load::<String>(conn)?);
    }
    Ok(taken)
}

/// Everything that is claimed near a span: what, by a session where and when.
pub fn list_claims(conn: &mut Conn, near: Span) -> QueryResult<Vec<(Resource, String, StudioId, Span)>> {
    let rows: Vec<(Resource, String, StudioId, i64, i64)> = claims::table
        .inner_join(sessions::table)
        .filter(claims::state.eq_any(["held", "confirmed"]))
        .filter(claims::resource_kind.eq_any([Resource::Person, Resource::Room]))
        .filter(claims::busy_from.lt(near.to_at).and(claims::busy_to.gt(near.from_at)))
        .select((
            claims::resource_kind,
            claims::resource_id,
            sessions::studio_id,
            sessions::starts_at,
            sessions::ends_at,
        ))
        .load(conn)?;
    let read = |(kind, id, studio, from_at, to_at)| (kind, id, studio, Span { from_at, to_at });
    Ok(rows.into_iter().map(read).collect())
}

/// What makes a stored session the same as a line; one row for each person who leads.
#[derive(Clone, Debug, Queryable)]
pub struct KeyRow {
    /// Which session.
    pub session: SessionId,
    /// On which date.
    pub local_date: String,
    /// At which time.
    pub local_start: String,
    /// Where.
    pub studio: StudioId,
    /// Which room.
    pub room: RoomId,
    /// Which kind.
    pub type_code: String,
    /// One who leads or co-leads.
    pub lead: Option<PersonId>,
}

/// Sessions that stand on the calendar between two local dates.
pub fn list_keys(conn: &mut Conn, from: &str, before: &str) -> QueryResult<Vec<KeyRow>> {
    let is_lead = assignments::session_id
        .eq(sessions::id)
        .and(assignments::state.ne(SeatState::Withdrawn))
        .and(assignments::role.eq_any([SeatRole::Lead, SeatRole::CoLead]));
    sessions::table
        .left_join(assignments::table.on(is_lead))
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(before)))
        .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
        .select((
            sessions::id,
            sessions::local_date,
            sessions::local_start,
            sessions::studio_id,
            sessions::room_id,
            sessions::type_code,
            assignments::person_id.nullable(),
        ))
        .load(conn)
}

/// Who leads on which local date between two dates.
pub fn list_led(conn: &mut Conn, from: &str, before: &str) -> QueryResult<Vec<(PersonId, String)>> {
    assignments::table
        .inner_join(sessions::table)
        .filter(assignments::state.ne(SeatState::Withdrawn))
        .filter(assignments::role.eq_any([SeatRole::Lead, SeatRole::CoLead]))
        .filter(sessions::local_date.ge(from).and(sessions::local_date.lt(before)))
        .filter(sessions::state.ne_all([SessionState::Draft, SessionState::Cancelled, SessionState::Skipped]))
        .select((assignments::person_id, sessions::local_date))
        .load(conn)
}

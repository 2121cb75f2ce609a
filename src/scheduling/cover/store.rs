//! Requests for cover and whom they ask.

use crate::accounts::access::Scope;
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{cover_asks, cover_requests, sessions};
use crate::ids::{AssignmentId, CoverRequestId, PersonId, SessionId};
use crate::scheduling::cover::model::{CoverAnswer, CoverKey, CoverState};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::utc_date;
use diesel::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = cover_requests)]
pub struct CoverRequest {
    pub id: CoverRequestId,
    pub session_id: SessionId,
    pub assignment_id: AssignmentId,
    /// Whoever cannot come; responsible until the request is applied.
    pub person_id: PersonId,
    pub role: StaffRole,
    pub state: CoverState,
    /// People are asked one after the other.
    pub is_in_order: bool,
    /// Themselves, or a coordinator on their behalf.
    pub opened_by: PersonId,
    pub opened_at: Millis,
    pub ended_at: Option<Millis>,
    pub covered_by: Option<PersonId>,
}

/// Somebody who is asked, or will be.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = cover_asks)]
pub struct CoverAsk {
    pub request_id: CoverRequestId,
    pub person_id: PersonId,
    /// The order in which they are asked, from 0.
    pub place_no: i64,
    /// Not yet asked when absent.
    pub asked_at: Option<Millis>,
    pub answer: Option<CoverAnswer>,
}

impl CoverAsk {
    /// They were asked and have not said no.
    pub fn is_waiting(&self) -> bool {
        self.asked_at.is_some() && self.answer.is_none()
    }
}

pub fn find_request(conn: &mut Conn, id: &CoverRequestId) -> QueryResult<Option<CoverRequest>> {
    cover_requests::table.find(id).first(conn).optional()
}

/// The requests of a session, the newest 20 first.
pub fn list_of_session(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<CoverRequest>> {
    cover_requests::table
        .filter(cover_requests::session_id.eq(session))
        .order((cover_requests::opened_at.desc(), cover_requests::id.desc()))
        .limit(20)
        .load(conn)
}

/// The open request about somebody's part in a session.
pub fn find_open(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<Option<CoverRequest>> {
    cover_requests::table
        .filter(cover_requests::session_id.eq(session))
        .filter(cover_requests::ended_at.is_null())
        .filter(cover_requests::person_id.eq(person))
        .first(conn)
        .optional()
}

/// Which of these sessions look for somebody.
pub fn list_seeking(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<SessionId>> {
    cover_requests::table
        .filter(cover_requests::session_id.eq_any(ids))
        .filter(cover_requests::ended_at.is_null())
        .select(cover_requests::session_id)
        .load(conn)
}

/// Open requests of sessions in these districts that have not begun, the next first.
pub fn page_open(
    conn: &mut Conn,
    scope: &Scope,
    now: Millis,
    after: Option<&CoverKey>,
    limit: i64,
) -> QueryResult<Vec<(CoverRequest, Session)>> {
    let mut query = cover_requests::table
        .inner_join(sessions::table)
        .filter(cover_requests::ended_at.is_null())
        .filter(sessions::local_date.ge(utc_date(now - DAY)))
        .filter(sessions::starts_at.gt(now))
        .filter(sessions::state.eq_any([SessionState::Published, SessionState::Running]))
        .order((sessions::starts_at, cover_requests::id))
        .select((CoverRequest::as_select(), Session::as_select()))
        .limit(limit)
        .into_boxed();
    if let Some(districts) = scope.districts() {
        query = query.filter(sessions::district_id.eq_any(districts.to_vec()));
    }
    if let Some((at, id)) = after {
        query = query.filter(
            sessions::starts_at
                .gt(*at)
                .or(sessions::starts_at.eq(*at).and(cover_requests::id.gt(id.clone()))),
        );
    }
    query.load(conn)
}

/// Open requests of sessions that have not begun for which somebody was asked and has not said no.
pub fn list_asked_of(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<(CoverRequest, Session)>> {
    cover_requests::table
        .inner_join(sessions::table)
        .inner_join(cover_asks::table)
        .filter(cover_asks::person_id.eq(person).and(cover_asks::asked_at.is_not_null()))
        .filter(cover_asks::answer.is_null())
        .filter(cover_requests::ended_at.is_null())
        .filter(sessions::starts_at.gt(now))
        .order((sessions::starts_at, cover_requests::id))
        .select((CoverRequest::as_select(), Session::as_select()))
        .limit(100)
        .load(conn)
}

pub fn insert_request(conn: &mut Conn, row: &CoverRequest) -> QueryResult<()> {
    diesel::insert_into(cover_requests::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn update_request(conn: &mut Conn, row: &CoverRequest) -> QueryResult<()> {
    diesel::update(cover_requests::table.find(&row.id))
        .set((
            cover_requests::state.eq(row.state),
            cover_requests::is_in_order.eq(row.is_in_order),
            cover_requests::ended_at.eq(row.ended_at),
            cover_requests::covered_by.eq(&row.covered_by),
        ))
        .execute(conn)
        .map(drop)
}

/// Whether somebody took this part of a session over from another.
pub fn has_taken_over(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<bool> {
    let applied = cover_requests::table
        .filter(cover_requests::session_id.eq(session))
        .filter(cover_requests::covered_by.eq(person))
        .filter(cover_requests::state.eq(CoverState::Applied));
    diesel::select(diesel::dsl::exists(applied)).get_result(conn)
}

/// Whom these requests ask, in their order.
pub fn list_asks(conn: &mut Conn, ids: &[CoverRequestId]) -> QueryResult<Vec<CoverAsk>> {
    cover_asks::table
        .filter(cover_asks::request_id.eq_any(ids))
        .order((cover_asks::request_id, cover_asks::place_no, cover_asks::person_id))
        .load(conn)
}

pub fn find_ask(conn: &mut Conn, id: &CoverRequestId, person: &PersonId) -> QueryResult<Option<CoverAsk>> {
    cover_asks::table.find((id, person)).first(conn).optional()
}

pub fn insert_ask(conn: &mut Conn, row: &CoverAsk) -> QueryResult<()> {
    diesel::insert_into(cover_asks::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn update_asked(conn: &mut Conn, row: &CoverAsk, asked_at: Millis) -> QueryResult<()> {
    diesel::update(cover_asks::table.find((&row.request_id, &row.person_id)))
        .set(cover_asks::asked_at.eq(asked_at))
        .execute(conn)
        .map(drop)
}

pub fn update_answer(conn: &mut Conn, id: &CoverRequestId, person: &PersonId, answer: CoverAnswer) -> QueryResult<()> {
    diesel::update(cover_asks::table.find((id, person)))
        .set(cover_asks::answer.eq(answer))
        .execute(conn)
        .map(drop)
}

/// Nobody needs to know who said no once a request has ended.
pub fn forget_refusals(conn: &mut Conn, id: &CoverRequestId) -> QueryResult<()> {
    diesel::update(cover_asks::table)
        .filter(
            cover_asks::request_id
                .eq(id)
                .and(cover_asks::answer.eq(CoverAnswer::No)),
        )
        .set(cover_asks::answer.eq(None::<CoverAnswer>))
        .execute(conn)
        .map(drop)
}

/// When each of these people was asked last since a time, whoever was.
pub fn list_last_asked(conn: &mut Conn, people: &[PersonId], since: Millis) -> QueryResult<Vec<(PersonId, Millis)>> {
    let mut found = Vec::new();
    for people in people.chunks(500) {
        let rows: Vec<(PersonId, Option<Millis>)> = cover_asks::table
            .filter(cover_asks::person_id.eq_any(people))
            .filter(cover_asks::asked_at.ge(since))
            .group_by(cover_asks::person_id)
            .select((cover_asks::person_id, diesel::dsl::max(cover_asks::asked_at)))
            .load(conn)?;
        found.extend(rows.into_iter().filter_map(|(person, at)| Some((person, at?))));
    }
    Ok(found)
}

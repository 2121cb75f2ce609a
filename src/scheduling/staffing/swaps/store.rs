//! Proposed exchanges.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{sessions, swap_requests};
use crate::ids::{DistrictId, PersonId, SessionId, SwapId};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::swaps::model::SwapState;
use diesel::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = swap_requests)]
pub struct Swap {
    pub id: SwapId,
    /// What whoever proposes it gives.
    pub session_id: SessionId,
    pub person_id: PersonId,
    /// What they would get.
    pub with_session_id: SessionId,
    pub with_person_id: PersonId,
    pub state: SwapState,
    pub proposed_at: Millis,
    pub ended_at: Option<Millis>,
}

pub fn find_swap(conn: &mut Conn, id: &SwapId) -> QueryResult<Option<Swap>> {
    swap_requests::table.find(id).first(conn).optional()
}

/// The same exchange, proposed before and not answered.
pub fn find_same(conn: &mut Conn, swap: &Swap) -> QueryResult<Option<Swap>> {
    swap_requests::table
        .filter(swap_requests::session_id.eq(&swap.session_id))
        .filter(swap_requests::person_id.eq(&swap.person_id))
        .filter(swap_requests::with_session_id.eq(&swap.with_session_id))
        .filter(swap_requests::with_person_id.eq(&swap.with_person_id))
        .filter(swap_requests::ended_at.is_null())
        .first(conn)
        .optional()
}

/// What somebody proposed, or is proposed to them, and has no answer.
pub fn list_open_of(conn: &mut Conn, person: &PersonId) -> QueryResult<Vec<Swap>> {
    swap_requests::table
        .filter(
            swap_requests::person_id
                .eq(person)
                .or(swap_requests::with_person_id.eq(person)),
        )
        .filter(swap_requests::ended_at.is_null())
        .order((swap_requests::proposed_at, swap_requests::id))
        .limit(50)
        .load(conn)
}

/// Open exchanges of one session; of one person there when given.
pub fn list_open_around(conn: &mut Conn, session: &SessionId, person: Option<&PersonId>) -> QueryResult<Vec<Swap>> {
    let rows: Vec<Swap> = swap_requests::table
        .filter(
            swap_requests::session_id
                .eq(session)
                .or(swap_requests::with_session_id.eq(session)),
        )
        .filter(swap_requests::ended_at.is_null())
        .order(swap_requests::id)
        .load(conn)?;
    let is_theirs = |swap: &Swap| {
        let gives = swap.session_id == *session && Some(&swap.person_id) == person;
        let gets = swap.with_session_id == *session && Some(&swap.with_person_id) == person;
        person.is_none() || gives || gets
    };
    Ok(rows.into_iter().filter(is_theirs).collect())
}

pub fn insert_swap(conn: &mut Conn, row: &Swap) -> QueryResult<()> {
    diesel::insert_into(swap_requests::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn update_ended(conn: &mut Conn, id: &SwapId, state: SwapState, now: Millis) -> QueryResult<()> {
    diesel::update(swap_requests::table.find(id))
        .set((swap_requests::state.eq(state), swap_requests::ended_at.eq(now)))
        .execute(conn)
        .map(drop)
}

/// Published sessions of a district between two instants, at most 60; the dates lead to the index by district.
pub fn list_between(
    conn: &mut Conn,
    district: &DistrictId,
    (from, to): (Millis, Millis),
    (first, last): (&str, &str),
) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::district_id.eq(district))
        .filter(sessions::local_date.ge(first).and(sessions::local_date.le(last)))
        .filter(sessions::starts_at.gt(from).and(sessions::starts_at.le(to)))
        .filter(sessions::state.eq(SessionState::Published))
        .order((sessions::starts_at, sessions::id))
        .limit(60)
        .select(Session::as_select())
        .load(conn)
}

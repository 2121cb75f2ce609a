//! Who was asked whether they come, and who said yes.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{session_confirmations, sessions};
use crate::ids::{DistrictId, PersonId, SessionId};
use crate::scheduling::sessions::state::SessionState;
use diesel::prelude::*;

/// What nobody has answered of sessions that have not begun at a time, where the person is still on it and nobody is looked for in
/// their place. A macro, because such a query has no type that can be written down, and a boxed one cannot stand inside another.
macro_rules! open_confirmations {
    ($now:expr) => {{
        use crate::db::schema::{assignments, cover_requests, session_confirmations};
        let on_staff = assignments::table
            .filter(assignments::session_id.eq(session_confirmations::session_id))
            .filter(assignments::person_id.eq(session_confirmations::person_id))
            .filter(assignments::starts_at.eq(session_confirmations::starts_at))
            .filter(assignments::state.eq(crate::scheduling::roles::AssignmentState::Accepted));
        let covering = cover_requests::table
            .filter(cover_requests::session_id.eq(session_confirmations::session_id))
            .filter(cover_requests::person_id.eq(session_confirmations::person_id))
            .filter(cover_requests::ended_at.is_null());
        session_confirmations::table
            .filter(session_confirmations::confirmed_at.is_null())
            .filter(session_confirmations::starts_at.gt($now))
            .filter(diesel::dsl::exists(on_staff))
            .filter(diesel::dsl::not(diesel::dsl::exists(covering)))
    }};
}
pub(crate) use open_confirmations;

#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = session_confirmations)]
pub struct Confirmation {
    pub session_id: SessionId,
    pub person_id: PersonId,
    /// The start for which it holds.
    pub starts_at: Millis,
    pub asked_at: Millis,
    pub confirmed_at: Option<Millis>,
}

/// Sessions of a district on a local date that are on the calendar.
pub fn list_published(conn: &mut Conn, district: &DistrictId, date: &str) -> QueryResult<Vec<SessionId>> {
    sessions::table
        .filter(sessions::district_id.eq(district).and(sessions::local_date.eq(date)))
        .filter(sessions::state.eq(SessionState::Published))
        .select(sessions::id)
        .order((sessions::starts_at, sessions::id))
        .load(conn)
}

pub fn list_confirmations(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Confirmation>> {
    session_confirmations::table
        .filter(session_confirmations::session_id.eq(session))
        .load(conn)
}

/// What somebody has not answered yet about sessions that have not begun.
pub fn list_open_of(conn: &mut Conn, person: &PersonId, now: Millis) -> QueryResult<Vec<SessionId>> {
    open_confirmations!(now)
        .filter(session_confirmations::person_id.eq(person))
        .select(session_confirmations::session_id)
        .limit(50)
        .load(conn)
}

/// Somebody is asked; an answer for another start is void.
pub fn save_asked(conn: &mut Conn, row: &Confirmation) -> QueryResult<()> {
    diesel::delete(session_confirmations::table.find((&row.session_id, &row.person_id))).execute(conn)?;
    diesel::insert_into(session_confirmations::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Somebody said yes, whether or not they were asked.
pub fn save_confirmed(
    conn: &mut Conn,
    (session, person): (&SessionId, &PersonId),
    starts_at: Millis,
    now: Millis,
) -> QueryResult<()> {
    let row = Confirmation {
        session_id: session.clone(),
        person_id: person.clone(),
        starts_at,
        asked_at: now,
        confirmed_at: Some(now),
    };
    save_asked(conn, &row)
}

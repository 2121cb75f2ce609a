//! Who waits for a place, and what became of it.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{people, registration_events, registrations, sessions};
use crate::ids::{DistrictId, PersonId, RegistrationId, SessionId, StudioId};
use crate::scheduling::places::model::{RegistrationState, SkipReason};
use crate::scheduling::rules::Busy;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::slot::Span;
use diesel::prelude::*;

/// Somebody who wants a place.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = registrations, treat_none_as_null = true)]
pub struct Registration {
    pub id: RegistrationId,
    pub session_id: SessionId,
    pub person_id: PersonId,
    pub state: RegistrationState,
    /// The smaller, the sooner.
    pub priority: i64,
    pub joined_at: Millis,
    /// When the session was to start as the offer was made.
    pub offer_starts_at: Option<Millis>,
    pub offer_expires_at: Option<Millis>,
    /// Why they were passed over the last time.
    pub skip_reason: Option<SkipReason>,
}

/// Everybody who waits for a place on a session, in the order of promotion (S5).
pub fn list_waiting(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<Registration>> {
    registrations::table
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq_any(RegistrationState::WAITING))
        .order((registrations::priority, registrations::joined_at, registrations::id))
        .load(conn)
}

/// The same with nicknames.
pub fn list_waiting_by_name(conn: &mut Conn, session: &SessionId) -> QueryResult<Vec<(Registration, String)>> {
    registrations::table
        .inner_join(people::table.on(people::id.eq(registrations::person_id)))
        .filter(registrations::session_id.eq(session))
        .filter(registrations::state.eq_any(RegistrationState::WAITING))
        .order((registrations::priority, registrations::joined_at, registrations::id))
        .select((registrations::all_columns, people::nickname))
        .load(conn)
}

/// Who has an open offer on these sessions.
pub fn list_offered(conn: &mut Conn, ids: &[SessionId]) -> QueryResult<Vec<(SessionId, PersonId)>> {
    registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .filter(registrations::state.eq(RegistrationState::Offered))
        .select((registrations::session_id, registrations::person_id))
        .load(conn)
}

/// What became of somebody's last wish on each of these sessions.
pub fn list_newest(conn: &mut Conn, ids: &[SessionId], person: &PersonId) -> QueryResult<Vec<Registration>> {
    registrations::table
        .filter(registrations::session_id.eq_any(ids))
        .filter(registrations::person_id.eq(person))
        .order((registrations::joined_at, registrations::id))
        .load(conn)
}

pub fn insert_registration(conn: &mut Conn, row: &Registration) -> QueryResult<()> {
    diesel::insert_into(registrations::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

pub fn update_registration(conn: &mut Conn, row: &Registration) -> QueryResult<()> {
    diesel::update(registrations::table.find(&row.id))
        .set(row)
        .execute(conn)
        .map(drop)
}

/// One line for each state that a registration comes into (S13).
pub fn insert_registration_event(
    conn: &mut Conn,
    id: &str,
    row: &Registration,
    actor: Option<&PersonId>,
    at: Millis,
) -> QueryResult<()> {
    diesel::insert_into(registration_events::table)
        .values((
            registration_events::id.eq(id),
            registration_events::registration_id.eq(&row.id),
            registration_events::at.eq(at),
            registration_events::actor_id.eq(actor),
            registration_events::state.eq(row.state),
        ))
        .execute(conn)
        .map(drop)
}

/// Sessions for which somebody waits.
pub fn list_sessions_with_list(conn: &mut Conn) -> QueryResult<Vec<SessionId>> {
    registrations::table
        .filter(registrations::state.eq_any(RegistrationState::WAITING))
        .select(registrations::session_id)
        .distinct()
        .load(conn)
}

/// Forgets who waited for sessions that ended before `then`.
pub fn delete_registrations(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    let over = sessions::table.filter(sessions::ends_at.lt(then)).select(sessions::id);
    let rows = registrations::table.filter(registrations::session_id.eq_any(over));
    diesel::delete(rows).execute(conn)
}

/// Offers that somebody has at a time, and of which sessions.
pub fn list_offers(conn: &mut Conn, person: &PersonId, near: Span) -> QueryResult<Vec<Busy>> {
    type Row = (SessionId, String, String, StudioId, DistrictId, Millis, Millis);
    let rows: Vec<Row> = registrations::table
        .inner_join(sessions::table)
        .filter(registrations::person_id.eq(person))
        .filter(registrations::state.eq(RegistrationState::Offered))
        .filter(sessions::state.eq(SessionState::Published))
        .filter(
            sessions::starts_at
                .lt(near.to_at)
                .and(sessions::ends_at.gt(near.from_at)),
        )
        .select((
            sessions::id,
            sessions::title,
            sessions::type_code,
            sessions::studio_id,
            sessions::district_id,
            sessions::starts_at,
            sessions::ends_at,
        ))
        .load(conn)?;
    let busy = |(session, title, type_code, studio_id, district_id, from_at, to_at)| Busy {
        session,
        title,
        type_code,
        studio_id,
        district_id,
        span: Span { from_at, to_at },
        taken: Span { from_at, to_at },
    };
    Ok(rows.into_iter().map(busy).collect())
}

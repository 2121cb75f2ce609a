//! What whoever plans sees of it.

use super::access::looks_after;
use super::store;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::calendar::line::{SessionBrief, briefs};
use crate::scheduling::sessions;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use serde::Serialize;

/// Somebody with whom a person is not planned.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ApartFrom {
    pub person_id: PersonId,
    pub nickname: String,
}

/// From whom somebody is kept apart, as far as the reader looks after them.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct KeptApart {
    pub items: Vec<ApartFrom>,
}

pub(crate) fn kept_apart(conn: &mut Conn, who: &Permissions, person: &PersonId) -> Result<KeptApart> {
    let mut known = vec![];
    for other in store::list_apart_from(conn, person)? {
        if looks_after(conn, who, &other)? {
            known.push(other);
        }
    }
    let named = store::list_named(conn, &known)?.into_iter();
    let items = named.map(|(person_id, nickname)| ApartFrom { person_id, nickname });
    Ok(KeptApart { items: items.collect() })
}

/// The sessions ahead that both are on, as far as the caller sees them.
pub(crate) fn sessions_of_both(
    conn: &mut Conn,
    who: &Permissions,
    person: &PersonId,
    other: &PersonId,
    now: Millis,
) -> Result<Vec<SessionBrief>> {
    let theirs = assignments::store::list_ahead_of(conn, other, now)?;
    let mut both = assignments::store::list_ahead_of(conn, person, now)?;
    both.retain(|id| theirs.contains(id));
    let mut rows: Vec<Session> = sessions::store::list_sessions(conn, &both)?;
    rows.retain(|session| session.state.claims());
    briefs(conn, who, &rows)
}

/// Whether a session has somebody from whom this person is kept apart, on its staff or taking part. Only for refusals that say no
/// more than "full".
pub(crate) fn meets_somebody(conn: &mut Conn, session: &Session, person: &PersonId) -> Result<bool> {
    let apart = store::list_apart_from(conn, person)?;
    if apart.is_empty() {
        return Ok(false);
    }
    let ids = std::slice::from_ref(&session.id);
    let taking_part = store::list_taking_part(conn, ids)?;
    let is_there = taking_part.iter().any(|(_, other)| apart.contains(other));
    let staff = assignments::store::list_assignments(conn, ids)?;
    let is_staff = staff
        .iter()
        .any(|(seat, _)| seat.state.is_active() && apart.contains(&seat.person_id));
    Ok(is_there || is_staff)
}

//! The verbs of places. Locks as everywhere: the session, its studio, then people by id; everybody who waits is among them,
//! because what is free for one decides about the next.

pub mod answer;
pub mod book;
mod confirm;
pub mod fill;
pub mod give_back;
pub mod settings;
pub mod staff;

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, RegistrationId};
use crate::scheduling::places;
use crate::scheduling::places::model::{IN_TURN, RegistrationState};
use crate::scheduling::places::store::Registration;
use crate::scheduling::rules::Proposal;
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::store::Session;

/// Locks everybody whom a change of places could concern; the session is locked already.
fn lock_places(tx: &mut Tx<'_>, session: &Session, also: &PersonId) -> Result<Proposal> {
    let waiting = places::store::list_waiting(tx.conn(), &session.id)?;
    let mut people: Vec<PersonId> = waiting.into_iter().map(|row| row.person_id).collect();
    people.push(also.clone());
    lock_current_proposal(tx, session, &people)
}

/// Somebody's wish that still waits, if there is one.
fn find_waiting(tx: &mut Tx<'_>, session: &Session, person: &PersonId) -> Result<Option<Registration>> {
    let waiting = places::store::list_waiting(tx.conn(), &session.id)?;
    Ok(waiting.into_iter().find(|row| row.person_id == *person))
}

/// Puts somebody at the end of the list.
fn join(tx: &mut Tx<'_>, session: &Session, person: &PersonId, actor: &PersonId) -> Result<Registration> {
    let row = Registration {
        id: tx.mint::<RegistrationId>(),
        session_id: session.id.clone(),
        person_id: person.clone(),
        state: RegistrationState::Waitlisted,
        priority: IN_TURN,
        joined_at: tx.now(),
        offer_starts_at: None,
        offer_expires_at: None,
        skip_reason: None,
    };
    places::store::insert_registration(tx.conn(), &row)?;
    record_state(tx, &row, Some(actor))?;
    Ok(row)
}

/// Brings a registration into another state, with one line of its history (S13).
fn settle(tx: &mut Tx<'_>, row: &Registration, state: RegistrationState, actor: Option<&PersonId>) -> Result<()> {
    let settled = Registration {
        state,
        offer_starts_at: None,
        offer_expires_at: None,
        skip_reason: None,
        ..row.clone()
    };
    places::store::update_registration(tx.conn(), &settled)?;
    record_state(tx, &settled, actor)
}

fn record_state(tx: &mut Tx<'_>, row: &Registration, actor: Option<&PersonId>) -> Result<()> {
    let (id, now) = (tx.mint::<String>(), tx.now());
    Ok(places::store::insert_registration_event(
        tx.conn(),
        &id,
        row,
        actor,
        now,
    )?)
}

//! Locks the studio and the people of a change, in one order.

use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, SessionId, StudioId};
use crate::scheduling::rules::Proposal;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::validation::proposals::current_proposal;
use crate::scheduling::{places, sessions};

/// Locks the studio and the people that a change is about. Whatever judges it is read after this: rooms, hours, people.
pub(crate) fn lock_around(tx: &mut Tx<'_>, studio: &StudioId, people: &[PersonId]) -> Result<()> {
    sessions::store::lock_studio(tx.conn(), studio)?;
    Ok(sessions::store::lock_people(tx.conn(), people)?)
}

/// Locks the studios of many sessions and everybody on them, each in the order of their ids. The sessions are locked already.
pub(crate) fn lock_many(tx: &mut Tx<'_>, studios: &[StudioId], sessions_locked: &[Session]) -> Result<()> {
    let mut studios = studios.to_vec();
    studios.sort();
    studios.dedup();
    for studio in &studios {
        sessions::store::lock_studio(tx.conn(), studio)?;
    }
    let ids: Vec<SessionId> = sessions_locked.iter().map(|session| session.id.clone()).collect();
    let seats = assignments::store::list_assignments(tx.conn(), &ids)?.into_iter();
    let mut people: Vec<PersonId> = seats.map(|(seat, _)| seat.person_id).collect();
    let bookings = places::store::list_bookings(tx.conn(), &ids)?.into_iter();
    people.extend(bookings.map(|(booking, _)| booking.person_id));
    Ok(sessions::store::lock_people(tx.conn(), &people)?)
}

/// Locks a session's studio, its people and those who may join it, and only then reads what it is as it stands. The session
/// itself is locked already.
pub(crate) fn lock_current_proposal(tx: &mut Tx<'_>, session: &Session, also: &[PersonId]) -> Result<Proposal> {
    let ids = std::slice::from_ref(&session.id);
    let mut people = also.to_vec();
    let seats = assignments::store::list_assignments(tx.conn(), ids)?.into_iter();
    people.extend(
        seats
            .filter(|(seat, _)| seat.state.is_active())
            .map(|(seat, _)| seat.person_id),
    );
    let bookings = places::store::list_bookings(tx.conn(), ids)?.into_iter();
    people.extend(bookings.map(|(booking, _)| booking.person_id));
    lock_around(tx, &session.studio_id, &people)?;
    current_proposal(tx.conn(), session)
}

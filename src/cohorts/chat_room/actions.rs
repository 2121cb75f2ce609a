//! The chat room of a cohort: opened with it, and its people seated as they come and go.

use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::chat::api as chat;
use crate::chat::model::{NewRoom, OwnerKind, SeatRole};
use crate::cohorts::chat_room::find_chat_room;
use crate::cohorts::cohort::model::Cohort;
use crate::config::ChatConfig;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, PersonId};

/// Opens the cohort's room.
pub(crate) fn open_in(tx: &mut Tx<'_>, settings: &ChatConfig, cohort: &Cohort) -> Result<()> {
    let new = NewRoom {
        owner_kind: OwnerKind::Cohort,
        owner_id: Some(cohort.id.to_string()),
        district_id: cohort.district_id.clone(),
        name: cohort.name.clone(),
    };
    chat::open_room_in(tx, settings, &new).map(drop)
}

/// Seats somebody who holds a place in the cohort, unless they have taken back their consent to online rooms (safety 15).
pub(crate) fn seat_staff_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    accounts::hold_person_in(tx, person)?;
    if accounts::has_withdrawn(tx.conn(), person, Purpose::OnlineRooms)? {
        return Ok(());
    }
    chat::add_seat_in(tx, &room, person, SeatRole::Facilitator).map(drop)
}

/// Seats a trainee, if they have agreed to online rooms (safety 14).
pub fn seat_trainee_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    accounts::hold_person_in(tx, person)?;
    if !accounts::has_consent(tx.conn(), person, Purpose::OnlineRooms)? {
        return Ok(());
    }
    chat::add_seat_in(tx, &room, person, SeatRole::Participant).map(drop)
}

/// Takes somebody out of the cohort's room; at once, also from open sockets.
pub fn unseat_in(tx: &mut Tx<'_>, cohort: &CohortId, person: &PersonId) -> Result<()> {
    match find_chat_room(tx.conn(), cohort)? {
        Some(room) => chat::remove_seat_in(tx, &room, person),
        None => Ok(()),
    }
}

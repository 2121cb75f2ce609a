//! The chat room of a cohort: opened with it, and its people seated as they come and go.

use super::Kit;
use crate::accounts::front as accounts;
use crate::accounts::model::Purpose;
use crate::chat::front::{self as chat};
use crate::chat::model::{NewRoom, OwnerKind, SeatRole};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{CohortId, PersonId};
use crate::training::model::Cohort;
use crate::training::store;

fn chat_kit(kit: &Kit) -> chat::Kit {
    chat::Kit {
        clock: kit.clock.clone(),
        chance: kit.chance.clone(),
        config: kit.chat.clone(),
    }
}

/// Opens the cohort's room.
pub(super) fn open_in(tx: &mut Tx<'_>, kit: &Kit, cohort: &Cohort) -> Result<()> {
    let new = NewRoom {
        owner_kind: OwnerKind::Cohort,
        owner_id: Some(cohort.id.to_string()),
        district_id: cohort.district_id.clone(),
        name: cohort.name.clone(),
    };
    chat::open_room_in(tx, &chat_kit(kit), &new).map(drop)
}

/// Seats somebody who holds a place in the cohort.
pub(super) fn seat_staff_in(tx: &mut Tx<'_>, kit: &Kit, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = store::find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    chat::add_seat_in(tx, &chat_kit(kit), &room, person, SeatRole::Facilitator).map(drop)
}

/// Seats a trainee, if they have agreed to online rooms (safety 14).
pub(super) fn seat_trainee_in(tx: &mut Tx<'_>, kit: &Kit, cohort: &CohortId, person: &PersonId) -> Result<()> {
    let Some(room) = store::find_chat_room(tx.conn(), cohort)? else {
        return Ok(());
    };
    if !accounts::has_consent(tx.conn(), person, Purpose::OnlineRooms)? {
        return Ok(());
    }
    chat::add_seat_in(tx, &chat_kit(kit), &room, person, SeatRole::Participant).map(drop)
}

/// Takes somebody out of the cohort's room; at once, also from open sockets.
pub(super) fn unseat_in(tx: &mut Tx<'_>, kit: &Kit, cohort: &CohortId, person: &PersonId) -> Result<()> {
    match store::find_chat_room(tx.conn(), cohort)? {
        Some(room) => chat::remove_seat_in(tx, &chat_kit(kit), &room, person),
        None => Ok(()),
    }
}

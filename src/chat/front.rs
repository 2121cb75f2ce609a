//! The front door: how cohorts, series and the seeds open rooms and seat people inside their own transactions.

use super::actions::{open_room, remove_from, seat_down};
use super::model::{NewRoom, OwnerKind, Room, Seat, SeatRole};
use super::staffed::Hours;
use super::store;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::ChatConfig;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId, PersonId};

/// What a visitor brings.
#[derive(Clone)]
pub struct Kit {
    /// The time.
    pub clock: Clock,
    /// For new ids.
    pub chance: Chance,
    /// The settings of chat.
    pub config: ChatConfig,
}

/// Opens the room of an owner; an owner has one room, so a second call gives the same.
pub fn open_room_in(tx: &mut Tx<'_>, kit: &Kit, new: &NewRoom) -> Result<ChatRoomId> {
    if let Some(owner) = &new.owner_id
        && let Some(room) = store::rooms::find_room_of(tx.conn(), new.owner_kind, owner)?
    {
        return Ok(room.id);
    }
    open_room(tx, kit, new)
}

/// Seats a person under their nickname, or gives them another role if they sit there already.
pub fn add_seat_in(tx: &mut Tx<'_>, kit: &Kit, room: &ChatRoomId, person: &PersonId, role: SeatRole) -> Result<Seat> {
    seat_down(tx, kit, room, person, role)
}

/// Takes a person out of a room; nothing happens if they do not sit there.
pub fn remove_seat_in(tx: &mut Tx<'_>, kit: &Kit, room: &ChatRoomId, person: &PersonId) -> Result<()> {
    match store::seats::find_seat_of(tx.conn(), room, person)? {
        Some(seat) => remove_from(tx, kit, &seat),
        None => Ok(()),
    }
}

/// The room of an owner, if it has one.
pub fn find_room_of(conn: &mut Conn, kind: OwnerKind, owner: &str) -> Result<Option<Room>> {
    Ok(store::rooms::find_room_of(conn, kind, owner)?)
}

/// Sets the hours in which the member rooms of a district are held.
pub fn set_staffed_hours_in(tx: &mut Tx<'_>, kit: &Kit, district: &DistrictId, hours: &[Hours]) -> Result<()> {
    let rows: Vec<_> = hours
        .iter()
        .map(|hours| (crate::ids::mint(&kit.clock, &kit.chance), *hours))
        .collect();
    Ok(store::help::replace_district_hours(tx.conn(), district, &rows)?)
}

//! Who may: a seat for what is said in a room, the care of a district for who sits in it.

use super::model::{Room, Seat, SeatRole};
use super::store::{self, messages::MessageRow};
use crate::accounts::access::{Caller, Standing};
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId, SeatId};

/// The caller's place in a room; without one there is no room for them.
pub fn seat_in(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> Result<Seat> {
    store::seats::find_seat_of(conn, room, person)?.ok_or_else(Error::not_found)
}

/// A message of the room that is the member's to see.
pub fn message_in(conn: &mut Conn, seat: &Seat, message: &MessageId) -> Result<MessageRow> {
    store::messages::find_message(conn, &seat.room_id, message, seat.joined_no)?
        .ok_or_else(|| Error::not_found().and_field("m", "unknown"))
}

/// Only the author changes a message; others learn that they may not.
pub fn must_be_author(author: &SeatId, seat: &Seat) -> Result<()> {
    if *author == seat.id {
        Ok(())
    } else {
        Err(Code::NotAllowed.into())
    }
}

/// An announcement is for whoever holds the room or coordinates its district.
pub fn must_speak_to_all(conn: &mut Conn, room: &Room, seat: &Seat) -> Result<()> {
    if seat.role == SeatRole::Facilitator || coordinates(&Standing::of_person(conn, &seat.person_id)?, room) {
        Ok(())
    } else {
        Err(Code::NotAllowed.into())
    }
}

/// May decide who sits in a room: whoever holds it, and whoever coordinates its district (headquarters for rooms without
/// one). A member who may not learns that they may not; for all others the room does not exist.
pub fn keeper_of(conn: &mut Conn, room: &ChatRoomId, caller: &Caller) -> Result<Room> {
    let standing = Standing::load(conn, caller)?;
    let found = store::rooms::find_room(conn, room)?.ok_or_else(Error::not_found)?;
    let seat = store::seats::find_seat_of(conn, room, &caller.person)?;
    if coordinates(&standing, &found) || seat.as_ref().is_some_and(|seat| seat.role == SeatRole::Facilitator) {
        return Ok(found);
    }
    Err(if seat.is_some() {
        Code::NotAllowed.into()
    } else {
        Error::not_found()
    })
}

fn coordinates(standing: &Standing, room: &Room) -> bool {
    match &room.district_id {
        Some(district) => standing.coordinates(district),
        None => standing.is_headquarters(),
    }
}

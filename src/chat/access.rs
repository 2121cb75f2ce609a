//! Who may: a seat for what is said in a room, the care of a district for who sits in it.

use super::model::{OwnerKind, Room, Seat, SeatRole};
use super::store::{self, messages::MessageRow};
use crate::accounts::access::{Caller, Permissions, Role};
use crate::db::{Conn, Tx};
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

/// An aside takes messages only until its end. The end and the time are read under the lock of the room: the aside may have ended while
/// this waited for the lock.
pub fn must_be_open(tx: &mut Tx<'_>, room: &Room) -> Result<()> {
    if !room.is_aside() {
        return Ok(());
    }
    let found = store::rooms::find_room(tx.conn(), &room.id)?.ok_or_else(Error::not_found)?;
    if found.open_until.is_some_and(|until| tx.now() < until) {
        return Ok(());
    }
    Err(Error::from(Code::ReadOnly).with("why", "aside_over"))
}

/// An announcement is for whoever holds the room or coordinates its district.
pub fn must_speak_to_all(conn: &mut Conn, room: &Room, seat: &Seat) -> Result<()> {
    if seat.role == SeatRole::Facilitator || coordinates(&Permissions::of_person(conn, &seat.person_id)?, room) {
        Ok(())
    } else {
        Err(Code::NotAllowed.into())
    }
}

/// May decide who sits in a room: whoever holds it, and whoever coordinates its district (headquarters for rooms without
/// one). A member who may not learns that they may not; for all others the room does not exist.
pub fn administered_room(conn: &mut Conn, room: &ChatRoomId, caller: &Caller) -> Result<Room> {
    let who = Permissions::load(conn, caller)?;
    let found = store::rooms::find_room(conn, room)?.ok_or_else(Error::not_found)?;
    let seat = store::seats::find_seat_of(conn, room, &caller.person)?;
    if administers(&who, &found, seat.as_ref()) {
        return Ok(found);
    }
    Err(if seat.is_some() {
        Code::NotAllowed.into()
    } else {
        Error::not_found()
    })
}

/// Whether somebody decides who sits in a room.
pub fn administers(who: &Permissions, room: &Room, seat: Option<&Seat>) -> bool {
    coordinates(who, room) || seat.is_some_and(|seat| seat.role == SeatRole::Facilitator)
}

/// Whether somebody may be given this seat: in a team's room whoever works in its district, in the others also members and
/// trainees of it, who do not hold the room (safety 40). Where members meet, coordinating the district or working at headquarters is
/// no reason to sit (safety 8): who holds the room supervises or counsels there. A room without a district asks for the role
/// anywhere.
pub fn may_sit(who: &Permissions, room: &Room, seat: SeatRole) -> bool {
    let holds = |roles: &[Role]| {
        let mut roles = roles.iter();
        roles.any(|role| match &room.district_id {
            Some(district) => who.has_in(*role, district),
            None => who.has(*role),
        })
    };
    let runs = room.owner_kind != OwnerKind::Series && holds(&[Role::Headquarters, Role::Coordinator]);
    let leads = runs || holds(&[Role::Supervisor, Role::Counsellor]);
    let is_guest = room.owner_kind != OwnerKind::Team && seat == SeatRole::Participant;
    leads || (is_guest && holds(&[Role::Trainee, Role::Member]))
}

fn coordinates(who: &Permissions, room: &Room) -> bool {
    match &room.district_id {
        Some(district) => who.coordinates(district),
        None => who.is_headquarters(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::access::GrantedRole;
    use crate::chance::Chance;
    use crate::clock::Clock;
    use crate::ids::DistrictId;
    use proptest::prelude::*;

    fn room(owner_kind: OwnerKind, district_id: Option<DistrictId>) -> Room {
        Room {
            id: ChatRoomId::mint(&Clock::fixed(0), &Chance::seeded(3)),
            owner_kind,
            owner_id: String::new(),
            district_id,
            name: String::new(),
            epoch: String::new(),
            min_seq: 1,
            keep_ms: 1,
            parent_id: None,
            open_until: None,
        }
    }

    proptest! {
        // safety 8, 9, 12, 40
        #[test]
        fn a_seat_needs_a_role_where_the_room_is(
            role in prop::sample::select(Role::ALL), kind in prop::sample::select(OwnerKind::ALL),
            seat in prop::sample::select(SeatRole::ALL), is_here: bool,
        ) {
            let (clock, chance) = (Clock::fixed(0), Chance::seeded(1));
            let (here, there) = (DistrictId::mint(&clock, &chance), DistrictId::mint(&clock, &chance));
            let place = if is_here { &here } else { &there };
            let granted = GrantedRole {
                role,
                district: (role != Role::Headquarters).then(|| place.clone()),
                is_privacy_officer: false,
            };
            let who = Permissions::of(PersonId::mint(&clock, &chance), vec![granted]);
            let is_guest = matches!(role, Role::Trainee | Role::Member);
            let is_there = is_here || role == Role::Headquarters;
            let runs = matches!(role, Role::Headquarters | Role::Coordinator);
            let expected = is_there && !(runs && kind == OwnerKind::Series) && (!is_guest || (kind != OwnerKind::Team && seat == SeatRole::Participant));
            prop_assert_eq!(may_sit(&who, &room(kind, Some(here)), seat), expected);
            let nobody = Permissions::of(who.person.clone(), vec![]);
            prop_assert!(!may_sit(&nobody, &room(kind, None), seat));
        }
    }
}

//! Who sits in a room.

use crate::accounts::access::{Caller, Permissions};
use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::audit::security::{SecurityEvent, SecurityKind};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::access;
use crate::chat::asides::ending::end_beside;
use crate::chat::events::{self, Change};
use crate::chat::model::{DisplayName, EventKind, OwnerKind, Room, Seat, SeatRole};
use crate::chat::{Chat, moderation, store};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::event::Event;
use crate::ids::{ChatRoomId, PersonId, SeatId};
use bytes::Bytes;

/// Seats a person inside a transaction. Whoever sits there already keeps their place, with the role asked for.
/// The person is held before the room, as by whoever changes their access: neither can miss the other.
pub fn give_seat(tx: &mut Tx<'_>, room: &ChatRoomId, person: &PersonId, role: SeatRole) -> Result<Seat> {
    give_seat_as(tx, room, person, role, None)
}

/// As [`give_seat`], under a name by which the others know them already; the nickname if there is none.
pub fn give_seat_as(
    tx: &mut Tx<'_>,
    room: &ChatRoomId,
    person: &PersonId,
    role: SeatRole,
    known_as: Option<&str>,
) -> Result<Seat> {
    accounts::hold_person_in(tx, person)?;
    let head = store::rooms::bump_head(tx.conn(), room, 0)?.ok_or_else(Error::not_found)?;
    let (seat, change) = match store::seats::find_seat_of(tx.conn(), room, person)? {
        Some(seat) => {
            store::seats::update_role(tx.conn(), &seat.id, role)?;
            if role == SeatRole::Participant {
                end_beside(tx, &seat)?;
            }
            (Seat { role, ..seat }, Change::Role)
        }
        None => {
            if role == SeatRole::Participant {
                let found = store::rooms::find_room(tx.conn(), room)?.ok_or_else(Error::not_found)?;
                if is_away(tx, &found, person)? {
                    return Err(Code::TimeAway.into());
                }
            }
            let name = match known_as {
                Some(name) => DisplayName::known(name),
                None => {
                    let nickname = store::seats::find_nickname(tx.conn(), person)?.ok_or_else(Error::not_found)?;
                    free_name(tx, room, person, &nickname)?
                }
            };
            let seat = Seat {
                id: tx.mint::<SeatId>(),
                room_id: room.clone(),
                person_id: person.clone(),
                display_name: name.shown.clone(),
                role,
                joined_seq: head.seq,
                joined_no: head.no,
                removed_seq: None,
                read_no: head.no,
            };
            store::seats::insert_seat(tx.conn(), &seat, &name)?;
            (seat, Change::Joined)
        }
    };
    record(tx, head.seq, &seat, change)?;
    Ok(seat)
}

/// Whether time away keeps a person out of this room: of the member rooms of a district (safety 42).
pub(in crate::chat) fn is_away(tx: &mut Tx<'_>, room: &Room, person: &PersonId) -> Result<bool> {
    let (OwnerKind::Series, Some(district)) = (room.owner_kind, &room.district_id) else {
        return Ok(false);
    };
    let rung = moderation::store::rules::find_rung(tx.conn(), district, person)?;
    Ok(rung.away_until > tx.now())
}

/// Ends a membership inside a transaction: this event is the last that they hear.
pub fn end_seat(tx: &mut Tx<'_>, seat: &Seat) -> Result<()> {
    let head = store::rooms::bump_head(tx.conn(), &seat.room_id, 0)?.ok_or_else(Error::not_found)?;
    // looked at again under the lock: two removals must not both write an event
    let seat = store::seats::find_seat(tx.conn(), &seat.room_id, &seat.id)?.ok_or_else(Error::not_found)?;
    store::seats::update_removed(tx.conn(), &seat.id, head.seq)?;
    record(tx, head.seq, &seat, Change::Removed)?;
    end_beside(tx, &seat)
}

pub(in crate::chat) fn record(tx: &mut Tx<'_>, seq: i64, seat: &Seat, change: Change) -> Result<()> {
    let kind = match change {
        Change::Removed => Some(SecurityKind::SeatEnded),
        Change::Renamed => None,
        _ => Some(SecurityKind::SeatGiven),
    };
    if let Some(kind) = kind {
        let event = SecurityEvent::new(kind, Some(&seat.person_id));
        tx.log_security(&event.detail(&seat.room_id))?;
    }
    let json = events::member_json(seat, change);
    let now = tx.now();
    store::log::insert_event(tx.conn(), &seat.room_id, seq, EventKind::Member, None, Some(&json), now)?;
    tx.after_commit(events::member(&seat.room_id, seq, seat, change, &json));
    tx.after_commit(Event {
        topic: events::rooms_of(&seat.person_id),
        number: 0,
        body: Bytes::new(),
    });
    Ok(())
}

/// The nickname, or the nickname with a number behind it if somebody else has it in this room.
pub(in crate::chat) fn free_name(
    tx: &mut Tx<'_>,
    room: &ChatRoomId,
    person: &PersonId,
    nickname: &str,
) -> Result<DisplayName> {
    let mut name = DisplayName::known(nickname);
    for number in 2..1_000 {
        if !store::seats::is_name_taken(tx.conn(), room, &name, person)? {
            return Ok(name);
        }
        name = DisplayName::known(&format!("{nickname} {number}"));
    }
    Err(Code::NameTaken.into())
}

/// Who is to be seated.
#[derive(Clone, Debug)]
pub enum Who {
    Person(PersonId),
    /// By nickname, as people know each other.
    Nickname(String),
}

/// Whoever holds the room or coordinates its district seats a person who belongs to the district, and who has agreed to
/// online rooms where members meet (safety 9, 14). Anybody else does not exist for them. A nickname is a guess: it is written down, and
/// one that nobody has is answered like that of somebody who may not sit here or has not agreed (safety 13).
pub async fn add_seat(chat: &Chat, caller: Caller, room: ChatRoomId, who: Who, role: SeatRole) -> Result<Seat> {
    let in_room = room.clone();
    let seated = chat
        .db
        .write(move |tx| {
            let found = access::administered_room(tx.conn(), &in_room, &caller)?;
            if found.is_aside() {
                return Err(Code::WrongState.into());
            }
            let seating = Seating {
                by: &caller.person,
                room: &found,
                role,
            };
            let seated = match &who {
                Who::Person(person) => Ok(seating.seat(tx, person)?),
                Who::Nickname(name) => seating.seat_by_name(tx, name)?,
            };
            let head = store::rooms::head(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            Ok(seated.map(|seat| (seat, head.seq)))
        })
        .await?;
    let (seat, seq) = seated?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(seat)
}

/// Somebody is let in by somebody.
struct Seating<'a> {
    by: &'a PersonId,
    room: &'a Room,
    role: SeatRole,
}

impl Seating<'_> {
    /// Who has this nickname. That the name came to nothing must stand in the audit, so it is no error of the transaction.
    fn seat_by_name(&self, tx: &mut Tx<'_>, name: &str) -> Result<Result<Seat>> {
        let nobody = || Error::from(Code::UnknownNickname).and_field("nickname", "unknown_nickname");
        // what holds for everybody here says nothing about the one who is named
        self.must_take_people(tx)?;
        let seated = match accounts::find_by_nickname(tx.conn(), name)? {
            Some(person) => tx.attempt(|tx| self.seat(tx, &person)),
            None => Err(nobody()),
        };
        if matches!(&seated, Err(error) if error.code.status() >= 500) {
            return Ok(Ok(seated?));
        }
        let (verb, subject) = (AuditVerb::NicknamesTried, AuditSubject::ChatRoom);
        let entry = Entry::new(Some(self.by), verb, subject, &self.room.id);
        let found = usize::from(seated.is_ok());
        tx.audit(&entry.detail(serde_json::json!({ "found": found, "not_found": 1 - found })))?;
        Ok(seated.map_err(|_| nobody()))
    }

    fn must_take_people(&self, tx: &mut Tx<'_>) -> Result<Facilitators> {
        let (rules, _) = moderation::store::rules::find_rules(tx.conn(), &self.room.id, self.by)?;
        if rules.is_locked {
            return Err(Code::WrongState.into());
        }
        let held = facilitators_in(tx, self.room)?;
        if self.room.owner_kind == OwnerKind::Series && self.role == SeatRole::Participant && held.by_right.is_empty() {
            return Err(Code::NoFacilitator.into());
        }
        Ok(held)
    }

    fn seat(&self, tx: &mut Tx<'_>, person: &PersonId) -> Result<Seat> {
        let has_seat = store::seats::find_seat_of(tx.conn(), &self.room.id, person)?.is_some();
        if person == self.by && !has_seat && self.room.owner_kind != OwnerKind::Team {
            // whoever decides who sits in a room does not let themselves in where members or trainees talk (safety 8)
            return Err(Code::NotAllowed.into());
        }
        accounts::hold_person_in(tx, person)?;
        let permissions = Permissions::if_active(tx.conn(), person)?;
        if !access::may_sit(&permissions, self.room, SeatRole::Participant) {
            return Err(Error::not_found());
        }
        may_be_seated(tx, self.room, &permissions, self.role)?;
        let held = self.must_take_people(tx)?;
        let seat = give_seat(tx, &self.room.id, person, self.role)?;
        if self.role == SeatRole::Facilitator {
            record_facilitator(tx, self.by, &seat)?;
            // whoever only opened the room leaves it now that somebody holds it
            for opener in held.openers.iter().filter(|opener| opener.person_id != *person) {
                end_seat(tx, opener)?;
            }
        }
        Ok(seat)
    }
}

/// Who holds a room.
struct Facilitators {
    /// They may sit there.
    by_right: Vec<Seat>,
    /// They opened it and may not stay: in a room where members meet, whoever coordinates the district.
    openers: Vec<Seat>,
}

fn facilitators_in(tx: &mut Tx<'_>, room: &Room) -> Result<Facilitators> {
    let mut holders = Facilitators {
        by_right: vec![],
        openers: vec![],
    };
    for seat in store::seats::list_seats_at(tx.conn(), &room.id, i64::MAX)? {
        if seat.role != SeatRole::Facilitator {
            continue;
        }
        let permissions = Permissions::if_active(tx.conn(), &seat.person_id)?;
        if access::may_sit(&permissions, room, SeatRole::Facilitator) {
            holders.by_right.push(seat);
        } else {
            holders.openers.push(seat);
        }
    }
    Ok(holders)
}

/// Writes down who lets whom hold a room.
pub(in crate::chat) fn record_facilitator(tx: &mut Tx<'_>, by: &PersonId, seat: &Seat) -> Result<()> {
    let (verb, subject) = (AuditVerb::GiveSeat, AuditSubject::ChatRoom);
    let entry = Entry::new(Some(by), verb, subject, &seat.room_id);
    let detail = serde_json::json!({ "person": seat.person_id, "role": seat.role });
    Ok(tx.audit(&entry.detail(detail))?)
}

/// A person may sit in a room in this role, and has agreed to online rooms where members meet.
pub fn may_be_seated(tx: &mut Tx<'_>, room: &Room, permissions: &Permissions, role: SeatRole) -> Result<()> {
    if !access::may_sit(permissions, room, role) {
        return Err(Error::field("role", "not_allowed"));
    }
    let is_asked = room.owner_kind != OwnerKind::Team;
    if is_asked && !accounts::has_consent(tx.conn(), &permissions.person, Purpose::OnlineRooms)? {
        return Err(Code::SeatNeedsConsent.into());
    }
    Ok(())
}

/// A member leaves, or is taken out by whoever holds the room or coordinates its district.
pub async fn remove_seat(chat: &Chat, caller: Caller, room: ChatRoomId, seat: SeatId) -> Result<()> {
    let in_room = room.clone();
    let seq = chat
        .db
        .write(move |tx| {
            let mine = store::seats::find_seat_of(tx.conn(), &in_room, &caller.person)?;
            if mine.as_ref().is_none_or(|mine| mine.id != seat)
                && access::administered_room(tx.conn(), &in_room, &caller)?.is_aside()
            {
                // whoever has no place cannot flag, and nobody else was there (safety 40)
                return Err(Code::WrongState.into());
            }
            let seat = store::seats::find_seat(tx.conn(), &in_room, &seat)?.ok_or_else(Error::not_found)?;
            end_seat(tx, &seat)?;
            let head = store::rooms::head(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            Ok(head.seq)
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

/// A member takes another name in one room.
pub async fn rename(chat: &Chat, caller: Caller, room: ChatRoomId, name: DisplayName) -> Result<Seat> {
    let in_room = room.clone();
    let (seat, seq) = chat
        .db
        .write(move |tx| {
            let head = store::rooms::bump_head(tx.conn(), &in_room, 0)?.ok_or_else(Error::not_found)?;
            let seat = access::seat_in(tx.conn(), &in_room, &caller.person)?;
            let found = store::rooms::find_room(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            let district = found.district_id.as_ref();
            // nobody passes for somebody else here, nor for one of the staff who does not sit here
            if store::seats::is_name_taken(tx.conn(), &in_room, &name, &caller.person)?
                || accounts::is_look_of_staff(tx.conn(), &name.look, district, &caller.person)?
            {
                return Err(Error::from(Code::NameTaken).and_field("display_name", "taken"));
            }
            store::seats::update_name(tx.conn(), &seat.id, &name)?;
            let seat = Seat {
                display_name: name.shown.clone(),
                ..seat
            };
            record(tx, head.seq, &seat, Change::Renamed)?;
            Ok((seat, head.seq))
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(seat)
}

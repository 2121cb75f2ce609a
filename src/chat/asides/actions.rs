//! Asides: somebody who holds a live room speaks with one member alone, for a while (safety 40). Both know that staff may read it if
//! one of them flags something, and either ends it when they like.

use crate::accounts::access::Caller;
use crate::accounts::api as accounts;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::asides::ending::end;
use crate::chat::events;
use crate::chat::model::{NewRoom, Room, SeatRole};
use crate::chat::rooms::actions::open::open_room;
use crate::chat::seats::actions::seats::give_seat_as;
use crate::chat::{Chat, access, moderation, store};
use crate::clock::{MINUTE, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, PersonId, SeatId};

/// How long an aside may be open, in minutes.
pub const MINUTES: [u16; 2] = [15, 30];

/// Opens an aside with a member of a live room; the one that is open already if there is one. The second value says whether it is new.
pub async fn open_aside(
    chat: &Chat,
    caller: Caller,
    parent: ChatRoomId,
    with: SeatId,
    minutes: u16,
) -> Result<(ChatRoomId, bool)> {
    if !MINUTES.contains(&minutes) {
        return Err(Error::field("minutes", "not_allowed"));
    }
    // a stranger learns nothing of the room, not even whether it is live
    let found = chat.room_for(&parent, &caller.person).await?;
    let (settings, is_live) = (chat.config.clone(), chat.is_live(&parent).await?);
    let (aside, seq, is_new) = chat
        .db
        .write(move |tx| {
            hold_both(tx, &parent, &caller.person, &with)?;
            store::rooms::lock_head(tx.conn(), &parent)?;
            let mine = access::seat_in(tx.conn(), &parent, &caller.person)?;
            if mine.role != SeatRole::Facilitator || found.is_aside() {
                return Err(Code::NotAllowed.into());
            }
            let theirs = store::seats::find_seat(tx.conn(), &parent, &with)?
                .filter(|seat| seat.role == SeatRole::Participant)
                .ok_or_else(|| Error::not_found().and_field("membership_id", "unknown"))?;
            if !is_live {
                return Err(Error::from(Code::WrongState).with("why", "not_live"));
            }
            let now = tx.now();
            let pair = [&mine.person_id, &theirs.person_id];
            let (room, is_new) = match find_open(tx, &parent, pair, now)? {
                Some(open) => (open, false),
                None => {
                    must_have_reviewer(tx, &found, pair)?;
                    let new = NewRoom {
                        owner_kind: found.owner_kind,
                        owner_id: None,
                        district_id: found.district_id.clone(),
                        name: found.name.clone(),
                    };
                    let room = open_room(tx, &settings, &new)?;
                    let until = now + i64::from(minutes) * MINUTE;
                    store::asides::update_room(tx.conn(), &room, &parent, until)?;
                    for seat in [&mine, &theirs] {
                        let name = Some(seat.display_name.as_str());
                        give_seat_as(tx, &room, &seat.person_id, seat.role, name)?;
                    }
                    let by = Some(&caller.person);
                    let entry = Entry::new(by, AuditVerb::OpenAside, AuditSubject::ChatRoom, &room);
                    let detail = serde_json::json!({ "room": parent, "minutes": minutes });
                    tx.audit(&entry.detail(detail))?;
                    (room, true)
                }
            };
            let head = store::rooms::head(tx.conn(), &room)?.ok_or_else(Error::not_found)?;
            Ok((room, head.seq, is_new))
        })
        .await?;
    chat.rooms.reached(&events::topic(&aside), seq).await;
    Ok((aside, is_new))
}

/// The aside of these two that is open now.
fn find_open(
    tx: &mut Tx<'_>,
    parent: &ChatRoomId,
    [mine, theirs]: [&PersonId; 2],
    now: Millis,
) -> Result<Option<ChatRoomId>> {
    for room in store::asides::list_open(tx.conn(), parent, mine, now)? {
        if store::seats::find_seat_of(tx.conn(), &room.id, theirs)?.is_some() {
            return Ok(Some(room.id));
        }
    }
    Ok(None)
}

/// Both are told that a second member of staff may read it: there has to be one who is neither of them.
fn must_have_reviewer(tx: &mut Tx<'_>, parent: &Room, pair: [&PersonId; 2]) -> Result<()> {
    let supervisors = match &parent.district_id {
        Some(district) => moderation::store::flags::list_supervisors(tx.conn(), district)?,
        None => vec![],
    };
    if supervisors.iter().all(|person| pair.contains(&person)) {
        return Err(Error::from(Code::WrongState).with("why", "no_reviewer"));
    }
    Ok(())
}

/// People are held before rooms, as by whoever changes their access.
fn hold_both(tx: &mut Tx<'_>, parent: &ChatRoomId, caller: &PersonId, with: &SeatId) -> Result<()> {
    let theirs = store::seats::find_seat(tx.conn(), parent, with)?.map(|seat| seat.person_id);
    let mut both: Vec<PersonId> = theirs.into_iter().chain([caller.clone()]).collect();
    both.sort();
    both.iter().try_for_each(|person| accounts::hold_person_in(tx, person))
}

/// One of the two ends an aside before its time. What was said stays with them; a second end changes nothing.
pub async fn end_aside(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<()> {
    let in_room = room.clone();
    let seq = chat
        .db
        .write(move |tx| {
            store::rooms::lock_head(tx.conn(), &in_room)?;
            access::seat_in(tx.conn(), &in_room, &caller.person)?;
            let found = store::rooms::find_room(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            let until = found.open_until.ok_or(Code::WrongState)?;
            let now = tx.now();
            if now < until {
                end(tx, &found, now)?;
            }
            let head = store::rooms::head(tx.conn(), &in_room)?.ok_or_else(Error::not_found)?;
            Ok(head.seq)
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

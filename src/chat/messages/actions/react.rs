//! Reactions and pins.

use crate::accounts::access::Caller;
use crate::chat::events::{Reacted, of_message};
use crate::chat::messages::actions::change::Refusal;
use crate::chat::model::{Changed, EventKind, PINS_AT_MOST, Reaction, Room};
use crate::chat::{Chat, access, store};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};

/// Adds or removes a reaction.
pub async fn react(
    chat: &Chat,
    person: PersonId,
    room: ChatRoomId,
    message: MessageId,
    reaction: Reaction,
    on: bool,
) -> Result<Changed> {
    let allowance = chat.write_limits.change(&person)?;
    let in_room = chat.room_for(&room, &person).await?;
    let answer = chat
        .db
        .write_or(move |tx| write_reaction(tx, &in_room, &person, &message, (reaction, on)))
        .await;
    if answer.is_ok() {
        allowance.spend();
    }
    chat.settle(&room, answer).await
}

fn write_reaction(
    tx: &mut Tx<'_>,
    found: &Room,
    person: &PersonId,
    message: &MessageId,
    (e, on): (Reaction, bool),
) -> Result<Changed, Refusal<Changed>> {
    let room = &found.id;
    let head = store::rooms::bump_head(tx.conn(), room, 0)?.ok_or_else(Error::not_found)?;
    let seat = access::seat_in(tx.conn(), room, person)?;
    access::must_be_open(tx, found)?;
    let now = tx.now();
    let row = access::message_in(tx.conn(), &seat, message)?;
    if row.deleted_at.is_some() {
        return Err(Error::from(Code::WrongState).into());
    }
    let changed = Changed {
        m: row.id.to_string(),
        seq: Some(head.seq),
        version: row.version,
    };
    if store::marks::has_reacted(tx.conn(), message, &seat.id, e)? == on {
        return Err(Refusal::Stands(Changed { seq: None, ..changed }));
    }
    store::marks::update_reaction(tx.conn(), message, &seat.id, e, on, now)?;
    let parts = Reacted {
        m: changed.m.clone(),
        no: row.no.unwrap_or(0),
        e,
        on,
        membership_id: seat.id.to_string(),
    };
    let json = serde_json::to_string(&parts)?;
    store::log::insert_event(tx.conn(), room, head.seq, EventKind::React, None, Some(&json), now)?;
    tx.after_commit(of_message(room, head.seq, EventKind::React, parts.no, &json));
    Ok(changed)
}

/// Pins or unpins a message, for whoever decides about the room.
pub async fn pin_message(
    chat: &Chat,
    caller: Caller,
    room: ChatRoomId,
    message: MessageId,
    on: bool,
) -> Result<Changed> {
    let allowance = chat.write_limits.change(&caller.person)?;
    let (in_room, now) = (room.clone(), chat.db.now());
    let answer = chat
        .db
        .write_or(move |tx| write_pin(tx, &in_room, &caller, &message, on, now))
        .await;
    if answer.is_ok() {
        allowance.spend();
    }
    chat.settle(&room, answer).await
}

fn write_pin(
    tx: &mut Tx<'_>,
    room: &ChatRoomId,
    caller: &Caller,
    message: &MessageId,
    on: bool,
    now: Millis,
) -> Result<Changed, Refusal<Changed>> {
    let head = store::rooms::bump_head(tx.conn(), room, 0)?.ok_or_else(Error::not_found)?;
    access::administered_room(tx.conn(), room, caller)?;
    // a coordinator without a seat may undo what others pinned
    let seat = store::seats::find_seat_of(tx.conn(), room, &caller.person)?;
    let joined_no = seat.as_ref().map_or(0, |seat| seat.joined_no);
    let row = store::messages::find_message(tx.conn(), room, message, joined_no)?
        .ok_or_else(|| Error::not_found().and_field("m", "unknown"))?;
    if row.deleted_at.is_some() {
        return Err(Error::from(Code::WrongState).into());
    }
    let changed = Changed {
        m: row.id.to_string(),
        seq: Some(head.seq),
        version: row.version,
    };
    if store::marks::find_pin(tx.conn(), message)?.is_some() == on {
        return Err(Refusal::Stands(Changed { seq: None, ..changed }));
    }
    if on {
        if store::marks::list_pins(tx.conn(), room)?.len() as i64 >= PINS_AT_MOST {
            return Err(Error::from(Code::PinsFull).into());
        }
        store::marks::insert_pin(tx.conn(), room, message, seat.as_ref().map(|seat| &seat.id), now)?;
    } else {
        store::marks::delete_pin(tx.conn(), message)?;
    }
    let no = row.no.unwrap_or(0);
    let json = serde_json::json!({ "m": changed.m, "no": no, "pinned_at": on.then_some(now) }).to_string();
    store::log::insert_event(tx.conn(), room, head.seq, EventKind::Pin, None, Some(&json), now)?;
    tx.after_commit(of_message(room, head.seq, EventKind::Pin, no, &json));
    Ok(changed)
}

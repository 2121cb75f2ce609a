//! The tools of whoever holds a room (safety 42).

use super::ActDetail;
use super::context::MeasureContext;
use super::members::on_member;
use crate::accounts::access::{Caller, Permissions};
use crate::chat::moderation::model::{Act, HiddenBy, NewMeasure, SLOW_SECONDS, Verb};
use crate::chat::moderation::store;
use crate::chat::store as room_store;
use crate::chat::{Chat, access, events};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::field;
use crate::ids::{ChatRoomId, MessageId};
use crate::keys::Keys;

/// Does what a facilitator asks for. It holds from the commit, on every device and whatever is being sent (I23).
pub async fn take_measure(chat: &Chat, caller: Caller, room: ChatRoomId, asked: NewMeasure) -> Result<Act> {
    if !asked.verb.is_a_tool() {
        return Err(Error::field("verb", "not_allowed"));
    }
    if !asked.reason.is_for_people() {
        return Err(Error::field("reason", "not_allowed"));
    }
    let (keys, in_room) = (chat.keys.clone(), room.clone());
    let (act, seq) = chat
        .db
        .write(move |tx| {
            let found = access::administered_room(tx.conn(), &in_room, &caller)?;
            // where nobody else is there, one of two does not hide, silence or remove what the other might flag (safety 40)
            if found.is_aside() {
                return Err(Code::WrongState.into());
            }
            let who = Permissions::load(tx.conn(), &caller)?;
            let context = MeasureContext {
                keys: &keys,
                permissions: &who,
                room: &found,
                asked: &asked,
            };
            match asked.verb {
                verb if verb.is_on_room() => on_room(tx, &context),
                verb if verb.is_on_message() => on_message(tx, &context),
                _ => on_member(tx, &context),
            }
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(act)
}

fn on_room(tx: &mut Tx<'_>, context: &MeasureContext<'_>) -> Result<(Act, i64)> {
    let (room, asked) = (&context.room.id, context.asked);
    room_store::rooms::lock_head(tx.conn(), room)?;
    let (before, _) = store::rules::find_rules(tx.conn(), room, &context.permissions.person)?;
    let mut rules = before;
    let mut detail = ActDetail::default();
    match asked.verb {
        Verb::Slow => {
            let seconds = asked.seconds.ok_or_else(|| Error::field("seconds", "required"))?;
            rules.slow_seconds = field::number("seconds", seconds, 0, SLOW_SECONDS)?;
            detail.seconds = Some(seconds);
        }
        Verb::Pause | Verb::Resume => rules.is_paused = asked.verb == Verb::Pause,
        _ => rules.is_locked = asked.verb == Verb::Lock,
    }
    if rules == before {
        return Err(Code::WrongState.into());
    }
    store::rules::update_room(tx.conn(), room, rules)?;
    context.new_act().record(tx, None, detail)
}

fn on_message(tx: &mut Tx<'_>, context: &MeasureContext<'_>) -> Result<(Act, i64)> {
    let (room, verb) = (&context.room.id, context.asked.verb);
    let id = context
        .asked
        .message
        .as_ref()
        .ok_or_else(|| Error::field("m", "required"))?;
    room_store::rooms::lock_head(tx.conn(), room)?;
    let found = store::acts::find_subject(tx.conn(), id)?.filter(|found| found.room == *room && found.no.is_some());
    let found = found.ok_or_else(Error::not_found)?;
    let hidden = match (verb, found.hidden) {
        (Verb::Hide, None) => Some(HiddenBy::Facilitator),
        // what flags have hidden waits for a supervisor, and what a supervisor has taken out stays out
        (Verb::Show, Some(HiddenBy::Facilitator)) => None,
        _ => return Err(Code::WrongState.into()),
    };
    store::acts::update_hidden(tx.conn(), id, hidden)?;
    let detail = ActDetail {
        message: Some((id.clone(), found.no)),
        hidden,
        json: shown(tx, context.keys, id, verb)?,
        ..ActDetail::default()
    };
    context.new_act().record(tx, Some((found.person, found.seat)), detail)
}

/// The message as the room sees it, if this verb shows it.
pub(super) fn shown(tx: &mut Tx<'_>, keys: &Keys, id: &MessageId, verb: Verb) -> Result<Option<String>> {
    if verb != Verb::Show {
        return Ok(None);
    }
    let rows = room_store::messages::list_by_id(tx.conn(), &[id.to_string()])?;
    let marks = room_store::marks::of(tx.conn(), &rows)?;
    let row = rows.first().ok_or_else(Error::not_found)?;
    Ok(Some(row.json(keys, marks.of(&row.id))?))
}

//! A supervisor looks at what was flagged, held or appealed, and decides (safety 8, 16, 43).

use super::measures::shown;
use super::members::reopen_in;
use super::{ActDetail, NewAct};
use crate::accounts::access::Caller;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::mentions::actions::record_mentions;
use crate::chat::mentions::mentioned_among;
use crate::chat::model::{EventKind, Room};
use crate::chat::moderation::access;
use crate::chat::moderation::model::{HiddenBy, Reason, Verb};
use crate::chat::moderation::store::{self, acts::Subject};
use crate::chat::store as room_store;
use crate::chat::{Chat, events};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId, SeatId};
use crate::text_enum;

/// Messages before and after the one in question that a reviewer sees.
const CONTEXT: i64 = 2;
/// In an aside nobody else was there: what was said between the two is read as a whole, as both were told (safety 40).
const ASIDE_CONTEXT: i64 = 100;

text_enum! {
    /// What a review decides about a message.
    pub Decision as "ReviewDecision" {
        /// It stays as it is.
        Keep = "keep",
        /// It is taken out, or not let in.
        Remove = "remove",
        /// It is shown again, or let in.
        Show = "show",
    }
}

/// A message as a reviewer sees it.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct Seen {
    pub m: MessageId,
    /// The author's name in the room.
    pub author: String,
    /// The text; none if it was taken back or is not theirs to see.
    #[schema(required = true)]
    pub body: Option<String>,
    pub at: Millis,
    /// The one in question.
    pub is_subject: bool,
}

/// What a reviewer sees of a message: it, why it was flagged, and what was said right before and after.
#[derive(Debug, serde::Serialize, utoipa::ToSchema)]
pub struct OpenedReview {
    /// Why it is not shown now.
    #[schema(required = true)]
    pub hidden: Option<HiddenBy>,
    /// It waits to be let in.
    pub is_held: bool,
    /// Why, one for each person who flagged it.
    pub reasons: Vec<Reason>,
    /// The message among its neighbours, in order.
    pub messages: Vec<Seen>,
}

/// Shows a waiting message with its near context. Whose words were read stands in the audit, or nothing is shown (safety 16).
pub async fn read_message(chat: &Chat, caller: Caller, id: MessageId) -> Result<OpenedReview> {
    let own = chat.clone();
    chat.db
        .write(move |tx| {
            let (found, room) = waiting(tx, &caller, &id)?;
            let last = room_store::rooms::head(tx.conn(), &found.room)?.map_or(0, |head| head.no);
            let place = found.no.unwrap_or(last + 1);
            let reasons = store::reviews::list_reasons(tx.conn(), &id)?;
            // an aside opens with a flag, not with what is held or appealed
            let is_whole = room.is_aside() && !reasons.is_empty();
            let context = if is_whole { ASIDE_CONTEXT } else { CONTEXT };
            let mut rows = store::reviews::list_around(tx.conn(), &found.room, place, context)?;
            if found.no.is_none() {
                rows.extend(room_store::messages::list_by_id(tx.conn(), &[id.to_string()])?);
            }
            let seats: Vec<String> = rows.iter().map(|row| row.seat_id.to_string()).collect();
            for person in store::reviews::list_people(tx.conn(), &seats)? {
                let by = Some(&caller.person);
                let entry = Entry::new(by, AuditVerb::FlaggedMessageRead, AuditSubject::Person, &person);
                let detail = serde_json::json!({ "role": "supervisor", "room": found.room, "message": id });
                tx.audit(&entry.detail(detail))?;
            }
            let mut messages = vec![];
            for row in rows {
                let is_subject = row.id == id;
                let body = if is_subject {
                    row.whole_text(&own.keys)
                } else {
                    row.text(&own.keys)
                };
                messages.push(Seen {
                    m: row.id,
                    author: row.author,
                    body: body?,
                    at: row.created_at,
                    is_subject,
                });
            }
            Ok(OpenedReview {
                hidden: found.hidden,
                is_held: found.no.is_none(),
                reasons,
                messages,
            })
        })
        .await
}

/// A message in a district of the caller that waits for a look. Anything else does not exist for them.
fn waiting(tx: &mut Tx<'_>, caller: &Caller, id: &MessageId) -> Result<(Subject, Room)> {
    let found = store::acts::find_subject(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    let room = access::must_review(tx.conn(), caller, &found.room, &found.person)?;
    if !store::reviews::is_waiting(tx.conn(), id)? {
        return Err(Error::not_found());
    }
    Ok((found, room))
}

/// Decides about a message that waits. Its flags are settled; its author is told that it was looked at.
pub async fn decide_message(
    chat: &Chat,
    caller: Caller,
    id: MessageId,
    decision: Decision,
    reason: Reason,
) -> Result<()> {
    if !reason.is_for_people() {
        return Err(Error::field("reason", "not_allowed"));
    }
    let own = chat.clone();
    let (room, seq) = chat
        .db
        .write(move |tx| {
            let room = waiting(tx, &caller, &id)?.1.id;
            room_store::rooms::lock_head(tx.conn(), &room)?;
            let (found, _) = waiting(tx, &caller, &id)?;
            let seq = decide(tx, &own, &caller, &found, decision, reason)?;
            let now = tx.now();
            store::flags::settle(tx.conn(), &id, now)?;
            Ok((room, seq))
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

fn decide(
    tx: &mut Tx<'_>,
    chat: &Chat,
    caller: &Caller,
    found: &Subject,
    decision: Decision,
    reason: Reason,
) -> Result<i64> {
    let is_held = found.no.is_none();
    let (verb, hidden) = match decision {
        Decision::Keep if found.hidden.is_none() && !is_held => (Verb::Keep, None),
        Decision::Show if is_held => (Verb::Release, None),
        Decision::Show if found.hidden.is_some() => (Verb::Show, None),
        Decision::Remove if is_held => (Verb::Refuse, Some(HiddenBy::Review)),
        Decision::Remove => (Verb::TakeOut, Some(HiddenBy::Review)),
        _ => return Err(Code::WrongState.into()),
    };
    let new_act = NewAct {
        room: &found.room,
        verb,
        reason,
        actor: Some(&caller.person),
    };
    let on = Some((found.person.clone(), found.seat.clone()));
    let mut detail = ActDetail {
        message: Some((found.id.clone(), found.no)),
        ..ActDetail::default()
    };
    let head = room_store::rooms::head(tx.conn(), &found.room)?.ok_or_else(Error::not_found)?;
    match verb {
        Verb::Keep => {
            new_act.insert(tx, head.seq, on, &detail)?;
            Ok(head.seq)
        }
        Verb::Release => {
            new_act.insert(tx, head.seq + 1, on, &detail)?;
            release(tx, chat, &found.room, &found.id)
        }
        _ => {
            store::acts::update_hidden(tx.conn(), &found.id, hidden)?;
            // of a message that never came in the room hears nothing
            detail.hidden = hidden.filter(|_| !is_held);
            detail.json = shown(tx, &chat.keys, &found.id, verb)?;
            Ok(new_act.record(tx, on, detail)?.1)
        }
    }
}

/// Lets a held message in, for an appeal that was right.
pub(super) fn let_in(tx: &mut Tx<'_>, chat: &Chat, found: &Subject, reason: Reason, actor: &PersonId) -> Result<()> {
    let new_act = NewAct {
        room: &found.room,
        verb: Verb::Release,
        reason,
        actor: Some(actor),
    };
    let detail = ActDetail {
        message: Some((found.id.clone(), None)),
        ..ActDetail::default()
    };
    let head = room_store::rooms::head(tx.conn(), &found.room)?.ok_or_else(Error::not_found)?;
    let on = Some((found.person.clone(), found.seat.clone()));
    new_act.insert(tx, head.seq + 1, on, &detail)?;
    release(tx, chat, &found.room, &found.id).map(drop)
}

/// Lets a held message in: it gets its place among the messages now, and is told like any other.
fn release(tx: &mut Tx<'_>, chat: &Chat, room: &ChatRoomId, id: &MessageId) -> Result<i64> {
    let head = room_store::rooms::bump_head(tx.conn(), room, 1)?.ok_or_else(Error::not_found)?;
    let keep_ms = room_store::rooms::find_room(tx.conn(), room)?
        .ok_or_else(Error::not_found)?
        .keep_ms;
    let now = tx.now();
    store::acts::update_released(tx.conn(), id, head.seq, head.no, now + keep_ms)?;
    room_store::log::insert_event(tx.conn(), room, head.seq, EventKind::MsgNew, Some(id), None, now)?;
    let row = room_store::messages::list_by_id(tx.conn(), &[id.to_string()])?.pop();
    let row = row.ok_or_else(Error::not_found)?;
    if let Some(text) = row.text(&chat.keys)? {
        let seats = room_store::seats::list_seats_at(tx.conn(), room, head.seq)?;
        let named = mentioned_among(&seats, row.seat_id.as_str(), &text);
        record_mentions(tx, id, head.no, &named)?;
    }
    let marks = room_store::marks::mentions_of(tx.conn(), &[id.to_string()])?;
    let body = row.body_json(&chat.keys)?;
    tx.after_commit(row.said(&body, marks.of(id)).event(room));
    Ok(head.seq)
}

/// Lets an author write again whom flags had silenced.
pub async fn reopen(chat: &Chat, caller: Caller, seat: SeatId) -> Result<()> {
    let (room, seq) = chat
        .db
        .write(move |tx| {
            let (room, person) = store::reviews::find_seat(tx.conn(), &seat)?.ok_or_else(Error::not_found)?;
            access::must_review(tx.conn(), &caller, &room, &person)?;
            room_store::rooms::lock_head(tx.conn(), &room)?;
            let (_, rules) = store::rules::find_rules(tx.conn(), &room, &person)?;
            if rules.read_only_at.is_none() {
                return Err(Code::WrongState.into());
            }
            reopen_in(tx, &room, (person, seat.clone()), &caller.person)?;
            let head = room_store::rooms::head(tx.conn(), &room)?.ok_or_else(Error::not_found)?;
            Ok((room, head.seq))
        })
        .await?;
    chat.rooms.reached(&events::topic(&room), seq).await;
    Ok(())
}

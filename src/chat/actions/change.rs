//! What an author does with their own message: say it otherwise, take it back.

use super::super::mentions::mentioned;
use super::super::model::{Changed, EventKind, Marks, MessageText, Room, SeatRole};
use super::super::moderation::model::{Way, may_write};
use super::super::store::messages::MessageRow;
use super::super::{Chat, RoomView, access, events, moderation, store};
use super::mention_letters;
use super::post::must_be_held;
use crate::chance::Chance;
use crate::clock::{Clock, HOUR, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};
use crate::keys::Keys;

/// Why a change leaves no trace: the event number that was taken goes back with the transaction.
pub(super) enum Refusal<T> {
    /// It stands already; nothing is to be written.
    Stands(T),
    Error(Error),
}

impl<T, E: Into<Error>> From<E> for Refusal<T> {
    fn from(error: E) -> Self {
        Refusal::Error(error.into())
    }
}

impl Chat {
    /// The answer to a change. What may stand although nobody was told is looked for in the log.
    pub(super) async fn settle<T>(&self, room: &ChatRoomId, answer: Result<T, Refusal<T>>) -> Result<T> {
        match answer {
            Ok(done) | Err(Refusal::Stands(done)) => Ok(done),
            Err(Refusal::Error(error)) => {
                if error.code == Code::Unconfirmed {
                    let _ = self.rooms.refresh(&events::topic(room)).await;
                }
                Err(error)
            }
        }
    }

    /// The room, for somebody who sits in it; a stranger is turned away before the writer is troubled.
    pub(super) async fn room_for(&self, room: &ChatRoomId, person: &PersonId) -> Result<Room> {
        let topic = self.topic_for(room, person).await?;
        let found = topic.with(|view, _| view.sitter(person.as_str()).map(|_| view.room.clone()));
        found.flatten().ok_or_else(Error::not_found)
    }
}

/// Another text for a message.
struct Edit {
    message: MessageId,
    text: MessageText,
    base_version: i64,
    sealed: Vec<u8>,
    at: Millis,
    clock: Clock,
    chance: Chance,
    edit_ms: Millis,
    is_held_by_presence: bool,
    marks: Marks,
}

/// An author says a message otherwise. `base_version` is the version that they saw; the same text again changes nothing.
pub async fn edit_message(
    chat: &Chat,
    person: PersonId,
    room: ChatRoomId,
    message: MessageId,
    text: MessageText,
    base_version: i64,
) -> Result<Changed> {
    let (in_room, overall) = chat.pace.message(&person, &room)?;
    let topic = chat.topic_for(&room, &person).await?;
    let look = |view: &RoomView, _| {
        let sitter = view.sitter(person.as_str())?;
        let mentions = mentioned(view, &sitter.seat, text.as_str());
        Some((view.room.clone(), mentions))
    };
    let (found, mentions) = topic.with(look).flatten().ok_or_else(Error::not_found)?;
    let edit = Edit {
        sealed: chat.keys.seal("messages", message.as_str(), text.as_str().as_bytes())?,
        at: chat.clock.now(),
        clock: chat.clock.clone(),
        chance: chat.chance.clone(),
        edit_ms: i64::from(chat.config.edit_hours) * HOUR,
        is_held_by_presence: !found.needs_holding() || chat.is_facilitator_present(&room),
        message,
        text,
        base_version,
        marks: Marks {
            mentions,
            ..Marks::default()
        },
    };
    let keys = chat.keys.clone();
    let answer = chat
        .db
        .write_or(move |tx| write_edit(tx, &keys, &found, &person, &edit))
        .await;
    if answer.is_ok() {
        in_room.spend();
        overall.spend();
    }
    chat.settle(&room, answer).await
}

fn write_edit(
    tx: &mut Tx<'_>,
    keys: &Keys,
    room: &Room,
    person: &PersonId,
    edit: &Edit,
) -> Result<Changed, Refusal<Changed>> {
    let head = store::rooms::bump_head(tx.conn(), &room.id, 0)?.ok_or_else(Error::not_found)?;
    let seat = access::seat_in(tx.conn(), &room.id, person)?;
    let mut row = access::message_in(tx.conn(), &seat, &edit.message)?;
    access::must_be_author(&row.seat_id, &seat)?;
    if row.hidden.is_some() {
        // what is not shown is not said again by a change
        return Err(Error::from(Code::WrongState).into());
    }
    let Some(before) = row.body.take() else {
        return Err(Error::from(Code::WrongState).into());
    };
    let (id, version) = (row.id.clone(), row.version);
    if edit.base_version.checked_add(1) == Some(version)
        && keys.open("messages", id.as_str(), &before)? == edit.text.as_str().as_bytes()
    {
        // the answer to the first try was lost
        let m = id.to_string();
        return Err(Refusal::Stands(Changed { m, seq: None, version }));
    }
    if version != edit.base_version {
        return Err(Error::from(Code::RowChanged).with("version", version).into());
    }
    if edit.at - row.created_at > edit.edit_ms {
        return Err(Error::from(Code::TooLate).into());
    }
    access::must_be_open(tx.conn(), room, &edit.clock)?;
    let (rules, member) = moderation::store::rules::find_rules(tx.conn(), &room.id, person)?;
    if may_write(rules, member, seat.role, edit.at)? == Way::Held {
        return Err(Error::from(Code::HeldForReview).into());
    }
    if !edit.is_held_by_presence && seat.role == SeatRole::Participant {
        must_be_held(tx, room, edit.at)?;
    }
    let stood_since = row.edited_at.unwrap_or(row.created_at);
    store::versions::insert_version(tx.conn(), &id, version, &before, stood_since)?;
    store::versions::update_text(tx.conn(), &id, version + 1, &edit.sealed, edit.at)?;
    store::log::insert_event(
        tx.conn(),
        &room.id,
        head.seq,
        EventKind::MsgEdit,
        Some(&id),
        None,
        edit.at,
    )?;
    let sources = (&edit.clock, &edit.chance);
    mention_letters::name(tx, sources, &id, row.no.unwrap_or(0), &edit.marks.mentions)?;
    (row.version, row.edited_at) = (version + 1, Some(edit.at));
    let body = serde_json::to_string(edit.text.as_str())?;
    tx.after_commit(
        row.said(&body, &edit.marks)
            .change(&room.id, head.seq, EventKind::MsgEdit),
    );
    Ok(Changed {
        m: id.to_string(),
        seq: Some(head.seq),
        version: row.version,
    })
}

/// An author takes a message back: its text is gone in every version, its place in the room stays. Always possible.
pub async fn delete_message(chat: &Chat, person: PersonId, room: ChatRoomId, message: MessageId) -> Result<Changed> {
    let allowance = chat.pace.change(&person)?;
    let found = chat.room_for(&room, &person).await?.id;
    let now = chat.clock.now();
    let answer = chat
        .db
        .write_or(move |tx| write_deletion(tx, &found, &person, &message, now))
        .await;
    if answer.is_ok() {
        allowance.spend();
    }
    chat.settle(&room, answer).await
}

fn write_deletion(
    tx: &mut Tx<'_>,
    room: &ChatRoomId,
    person: &PersonId,
    message: &MessageId,
    now: Millis,
) -> Result<Changed, Refusal<Changed>> {
    let head = store::rooms::bump_head(tx.conn(), room, 0)?.ok_or_else(Error::not_found)?;
    let seat = access::seat_in(tx.conn(), room, person)?;
    let row = access::message_in(tx.conn(), &seat, message)?;
    access::must_be_author(&row.seat_id, &seat)?;
    let m = row.id.to_string();
    if row.deleted_at.is_some() {
        let version = row.version;
        return Err(Refusal::Stands(Changed { m, seq: None, version }));
    }
    let version = row.version + 1;
    take_back(tx, room, row, head.seq, now)?;
    Ok(Changed {
        m,
        seq: Some(head.seq),
        version,
    })
}

/// Takes the text of a message away under this event number, and tells the room.
pub(super) fn take_back(tx: &mut Tx<'_>, room: &ChatRoomId, mut row: MessageRow, seq: i64, now: Millis) -> Result<()> {
    (row.version, row.deleted_at) = (row.version + 1, Some(now));
    store::versions::update_deleted(tx.conn(), &row.id, row.version, now)?;
    store::log::insert_event(tx.conn(), room, seq, EventKind::MsgDel, Some(&row.id), None, now)?;
    tx.after_commit(row.said("null", &Marks::default()).change(room, seq, EventKind::MsgDel));
    Ok(())
}

//! Editing and deleting one's own message.

use crate::chat::mentions::actions::record_mentions;
use crate::chat::mentions::mentioned;
use crate::chat::messages::actions::post::must_be_staffed;
use crate::chat::messages::store::messages::MessageRow;
use crate::chat::model::{Changed, EventKind, Marks, MessageText, Room, SeatRole};
use crate::chat::moderation::model::{Way, may_write};
use crate::chat::{Chat, RoomView, access, events, moderation, store};
use crate::clock::{HOUR, Millis};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};
use crate::keys::Keys;

/// Why nothing was written; the event number that was taken is rolled back.
pub(in crate::chat) enum Refusal<T> {
    /// The change has been made before.
    Stands(T),
    Error(Error),
}

impl<T, E: Into<Error>> From<E> for Refusal<T> {
    fn from(error: E) -> Self {
        Refusal::Error(error.into())
    }
}

impl Chat {
    /// The result of a change. After a commit of unknown outcome the log is read again.
    pub(in crate::chat) async fn settle<T>(&self, room: &ChatRoomId, answer: Result<T, Refusal<T>>) -> Result<T> {
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

    /// The room, for a member; a non-member is refused before a write.
    pub(in crate::chat) async fn room_for(&self, room: &ChatRoomId, person: &PersonId) -> Result<Room> {
        let topic = self.topic_for(room, person).await?;
        let found = topic.with(|view, _| view.member(person.as_str()).map(|_| view.room.clone()));
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
    edit_ms: Millis,
    is_staffed_by_presence: bool,
    marks: Marks,
}

/// Edits a message. `base_version` is the version that the author saw; the same text again changes nothing.
pub async fn edit_message(
    chat: &Chat,
    person: PersonId,
    room: ChatRoomId,
    message: MessageId,
    text: MessageText,
    base_version: i64,
) -> Result<Changed> {
    let (in_room, overall) = chat.write_limits.message(&person, &room)?;
    let topic = chat.topic_for(&room, &person).await?;
    let look = |view: &RoomView, _| {
        let member = view.member(person.as_str())?;
        let mentions = mentioned(view, &member.seat, text.as_str());
        Some((view.room.clone(), mentions))
    };
    let (found, mentions) = topic.with(look).flatten().ok_or_else(Error::not_found)?;
    let edit = Edit {
        sealed: chat.keys.seal("messages", message.as_str(), text.as_str().as_bytes())?,
        at: chat.db.now(),
        edit_ms: i64::from(chat.config.edit_hours) * HOUR,
        is_staffed_by_presence: !found.needs_staffing() || chat.is_facilitator_present(&room),
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
        // an edit does not publish a hidden message
        return Err(Error::from(Code::WrongState).into());
    }
    let Some(before) = row.body.take() else {
        return Err(Error::from(Code::WrongState).into());
    };
    let (id, version) = (row.id.clone(), row.version);
    if edit.base_version.checked_add(1) == Some(version)
        && keys.open("messages", id.as_str(), &before)? == edit.text.as_str().as_bytes()
    {
        // the reply to the first attempt was lost
        let m = id.to_string();
        return Err(Refusal::Stands(Changed { m, seq: None, version }));
    }
    if version != edit.base_version {
        return Err(Error::from(Code::RowChanged).with("version", version).into());
    }
    if edit.at - row.created_at > edit.edit_ms {
        return Err(Error::from(Code::TooLate).into());
    }
    access::must_be_open(tx, room)?;
    let (rules, member) = moderation::store::rules::find_rules(tx.conn(), &room.id, person)?;
    if may_write(rules, member, seat.role, edit.at)? == Way::NeedsReview {
        return Err(Error::from(Code::HeldForReview).into());
    }
    if !edit.is_staffed_by_presence && seat.role == SeatRole::Participant {
        must_be_staffed(tx, room, edit.at)?;
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
    record_mentions(tx, &id, row.no.unwrap_or(0), &edit.marks.mentions)?;
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

/// Deletes a message: its text is removed in every version, its number stays. Always allowed.
pub async fn delete_message(chat: &Chat, person: PersonId, room: ChatRoomId, message: MessageId) -> Result<Changed> {
    let allowance = chat.write_limits.change(&person)?;
    let found = chat.room_for(&room, &person).await?.id;
    let now = chat.db.now();
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
    remove_text(tx, room, row, head.seq, now)?;
    Ok(Changed {
        m,
        seq: Some(head.seq),
        version,
    })
}

/// Removes the text of a message under this event number and publishes the event.
pub(in crate::chat) fn remove_text(
    tx: &mut Tx<'_>,
    room: &ChatRoomId,
    mut row: MessageRow,
    seq: i64,
    now: Millis,
) -> Result<()> {
    (row.version, row.deleted_at) = (row.version + 1, Some(now));
    store::versions::update_deleted(tx.conn(), &row.id, row.version, now)?;
    store::log::insert_event(tx.conn(), room, seq, EventKind::MsgDel, Some(&row.id), None, now)?;
    tx.after_commit(row.said("null", &Marks::default()).change(room, seq, EventKind::MsgDel));
    Ok(())
}

//! Messages and events as a member sees them: JSON that is ready to send.

use crate::accounts::access::Caller;
use crate::chat::{Chat, RoomMember, RoomView, access, events, store};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};
use crate::realtime::Projection as _;
use bytes::Bytes;

/// Missed events that a client gets one by one; beyond that it loads the room again.
const RECOVERY_EVENTS: i64 = 1_000;

/// The membership of a person as this node knows it, with epoch, head and newest message number.
async fn member_at(chat: &Chat, room: &ChatRoomId, person: &PersonId) -> Result<(RoomMember, String, i64, i64)> {
    let topic = chat.current_topic_for(room, person).await?;
    let look = |view: &RoomView, head| {
        let member = view.member(person.as_str())?.clone();
        Some((member, view.room.epoch.clone(), head, view.last_no))
    };
    topic.with(look).flatten().ok_or_else(Error::not_found)
}

/// The first event that the room still shows; earlier ones have expired (safety 28).
async fn first_seq_of(chat: &Chat, room: &ChatRoomId) -> Result<i64> {
    let topic = chat.room(room).await?;
    topic.with(|view, _| view.room.min_seq).ok_or_else(Error::not_found)
}

/// Messages before a number, or the newest, from joining on.
pub async fn page_history(
    chat: &Chat,
    person: &PersonId,
    room: ChatRoomId,
    before_no: Option<i64>,
    limit: i64,
) -> Result<Bytes> {
    if before_no.is_none() {
        let topic = chat.current_topic_for(&room, person).await?;
        let look = |view: &RoomView, head| {
            let member = view.member(person.as_str())?;
            Some(view.newest(member, limit as usize, head))
        };
        if let Some(page) = topic.with(look).flatten().ok_or_else(Error::not_found)? {
            return Ok(page);
        }
    }
    let (member, epoch, head, last_no) = member_at(chat, &room, person).await?;
    let before = before_no.unwrap_or(i64::MAX).min(last_no + 1);
    let keys = chat.keys.clone();
    chat.db
        .read(move |conn| {
            let mut rows = store::messages::newest_before(conn, &room, before, member.joined_no, limit + 1)?;
            let has_more = rows.len() as i64 > limit;
            rows.truncate(limit as usize);
            let marks = store::marks::of(conn, &rows)?;
            let mut items = vec![];
            for row in rows.iter().rev() {
                items.push(row.json_for(&keys, marks.of(&row.id), &member.seat)?);
            }
            let end = format!(r#"],"has_more":{has_more},"epoch":"{epoch}","head_seq":{head}}}"#);
            Ok(Bytes::from(
                [&br#"{"items":["#[..], &items.join(&b','), end.as_bytes()].concat(),
            ))
        })
        .await
}

/// Events after a number, as a socket gets them.
pub async fn page_events(chat: &Chat, person: &PersonId, room: &ChatRoomId, asked: i64, limit: i64) -> Result<Bytes> {
    let (mut member, mut epoch, mut head, _) = member_at(chat, room, person).await?;
    if asked > head {
        // the client has got it on another node, or from a commit whose event is on its way
        chat.rooms.refresh(&events::topic(room)).await?;
        (member, epoch, head, _) = member_at(chat, room, person).await?;
    }
    let begin = first_seq_of(chat, room).await?;
    let after = asked.max(member.joined_seq - 1);
    if after > head || head - after > RECOVERY_EVENTS || after + 1 < begin || member.was_elsewhere(asked) {
        return Err(Error::from(Code::Gap).with("epoch", epoch).with("head_seq", head));
    }
    let upto = head.min(after.saturating_add(limit));
    let found = if upto > after {
        chat.rooms.log(&events::topic(room), after, upto).await?
    } else {
        vec![]
    };
    let to = found.last().map_or(after, |event| event.number);
    let texts_for = |view: &RoomView, _| -> Vec<Bytes> {
        let texts = found.iter().map(|event| view.text_for(event, &member.seat));
        texts.collect()
    };
    let texts = chat.room(room).await?.with(texts_for).ok_or_else(Error::not_found)?;
    let (from, more) = (after + 1, to < head);
    let begin = format!(r#"{{"epoch":"{epoch}","from":{from},"to":{to},"more":{more},"events":["#);
    let page = [begin.as_bytes(), &texts.join(&b','), b"]}"].concat();
    Ok(Bytes::from(page))
}

/// One message that the member may see.
pub async fn find_message(chat: &Chat, caller: Caller, room: ChatRoomId, message: MessageId) -> Result<Bytes> {
    let keys = chat.keys.clone();
    let found = chat.db.read(move |conn| {
        let seat = access::seat_in(conn, &room, &caller.person)?;
        let rows = [access::message_in(conn, &seat, &message)?];
        let marks = store::marks::of(conn, &rows)?;
        let [row] = rows;
        row.json_for(&keys, marks.of(&row.id), seat.id.as_str())
    });
    Ok(Bytes::from(found.await?))
}

/// The pinned messages, the last pinned first.
pub async fn list_pins(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<Bytes> {
    let keys = chat.keys.clone();
    let found = chat.db.read(move |conn| {
        let seat = access::seat_in(conn, &room, &caller.person)?;
        let order = store::marks::list_pins(conn, &room)?;
        let mut rows = store::messages::list_by_id(conn, &order)?;
        rows.retain(|row| row.no.is_some_and(|no| no > seat.joined_no));
        rows.sort_by_key(|row| order.iter().position(|id| *id == row.id.as_str()));
        let marks = store::marks::of(conn, &rows)?;
        let items = rows
            .iter()
            .map(|row| row.json_for(&keys, marks.of(&row.id), seat.id.as_str()))
            .collect::<Result<Vec<_>>>()?;
        Ok([br#"{"items":["#, &items.join(&b',')[..], b"]}"].concat())
    });
    Ok(Bytes::from(found.await?))
}

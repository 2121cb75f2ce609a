//! What is said: history, events, posting, read markers.

use super::super::model::{Cid, Draft, MessageKind, MessageText, Posted};
use super::super::{Chat, RoomView, Sitter, actions, events, store};
use crate::accounts::access::Caller;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId, PersonId};
use crate::realtime::Projection as _;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Missed events that are handed out one by one.
const RECOVERY: i64 = 1_000;

/// Which messages.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// Messages with a smaller number; without it the newest.
    before_no: Option<i64>,
    /// How many, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// Which events.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// Events with a larger number.
    after_seq: i64,
    /// How many, 1 to 200; 200 when absent.
    limit: Option<i64>,
}

/// A message to be posted.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    cid: String,
    body: String,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reply: Option<MessageId>,
    #[serde(default)]
    prev: Option<String>,
    #[serde(default)]
    kind: Option<MessageKind>,
}

impl PostMessage {
    fn draft(self) -> Result<Draft> {
        Ok(Draft {
            cid: Cid::parse("cid", &self.cid)?,
            text: MessageText::parse(&self.body)?,
            kind: self.kind.unwrap_or(MessageKind::Message),
            reply: self.reply,
            prev: self.prev.map(|prev| Cid::parse("prev", &prev)).transpose()?,
        })
    }
}

/// How far a member has read.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    no: i64,
}

/// A read marker and what comes after it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReadMark {
    read_no: i64,
    unread: i64,
}

/// The caller's place in a room as this node knows it, with the newest event number.
async fn place(chat: &Chat, room: &ChatRoomId, person: &PersonId) -> Result<(Sitter, String, i64, i64)> {
    let topic = chat.present(room, person).await?;
    let look = |view: &RoomView, head| {
        let sitter = view.sitter(person.as_str())?.clone();
        Some((sitter, view.room.epoch.clone(), head, view.last_no))
    };
    topic.with(look).flatten().ok_or_else(Error::not_found)
}

/// The first event that the room still shows; what came before is over (safety 28).
async fn begin_of(chat: &Chat, room: &ChatRoomId) -> Result<i64> {
    let topic = chat.room(room).await?;
    topic.with(|view, _| view.room.min_seq).ok_or_else(Error::not_found)
}

/// Messages, newest last, from the moment of joining.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/messages", tag = "chat", params(("id" = String, Path), HistoryQuery), responses((status = 200, body = super::MessagePage)))]
pub async fn history(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    query: Query<HistoryQuery>,
) -> Result<HttpResponse> {
    let room = id.0;
    let limit = query.0.limit.unwrap_or(50).clamp(1, 200);
    if query.0.before_no.is_none() {
        let topic = chat.present(&room, &caller.person).await?;
        let look = |view: &RoomView, head| {
            let sitter = view.sitter(caller.person.as_str())?;
            Some(view.newest(sitter, limit as usize, head))
        };
        if let Some(page) = topic.with(look).flatten().ok_or_else(Error::not_found)? {
            return Ok(json::ready(page));
        }
    }
    let (sitter, epoch, head, last_no) = place(&chat, &room, &caller.person).await?;
    let before = query.0.before_no.unwrap_or(i64::MAX).min(last_no + 1);
    let keys = chat.keys.clone();
    let page = chat
        .db
        .read(move |conn| {
            let mut rows = store::messages::newest_before(conn, &room, before, sitter.joined_no, limit + 1)?;
            let has_more = rows.len() as i64 > limit;
            rows.truncate(limit as usize);
            let marks = store::marks::of(conn, &rows)?;
            let mut items = vec![];
            for row in rows.iter().rev() {
                items.push(row.json_for(&keys, marks.of(&row.id), &sitter.seat)?);
            }
            let end = format!(r#"],"has_more":{has_more},"epoch":"{epoch}","head_seq":{head}}}"#);
            Ok(Bytes::from(
                [&br#"{"items":["#[..], &items.join(&b','), end.as_bytes()].concat(),
            ))
        })
        .await?;
    Ok(json::ready(page))
}

/// Events after a number, as a socket would have heard them.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/events", tag = "chat", params(("id" = String, Path), EventsQuery), responses((status = 200, body = super::EventPage), (status = 410)))]
pub async fn events(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    query: Query<EventsQuery>,
) -> Result<HttpResponse> {
    let asked = query.0.after_seq;
    let (mut sitter, mut epoch, mut head, _) = place(&chat, &id.0, &caller.person).await?;
    if asked > head {
        // heard a moment before it is handed out here
        chat.rooms.refresh(&events::topic(&id.0)).await?;
        (sitter, epoch, head, _) = place(&chat, &id.0, &caller.person).await?;
    }
    let begin = begin_of(&chat, &id.0).await?;
    let after = asked.max(sitter.joined_seq - 1);
    if after > head || head - after > RECOVERY || after + 1 < begin || sitter.was_elsewhere(asked) {
        return Err(Error::from(Code::Gap).with("epoch", epoch).with("head_seq", head));
    }
    let limit = query.0.limit.unwrap_or(200).clamp(1, 200);
    let upto = head.min(after.saturating_add(limit));
    let found = if upto > after {
        chat.rooms.log(&events::topic(&id.0), after, upto).await?
    } else {
        vec![]
    };
    let to = found.last().map_or(after, |event| event.number);
    let tell = |view: &RoomView, _| -> Vec<Bytes> {
        let texts = found.iter().map(|event| view.text_for(event, &sitter.seat));
        texts.collect()
    };
    let texts = chat.room(&id.0).await?.with(tell).ok_or_else(Error::not_found)?;
    let (from, more) = (after + 1, to < head);
    let begin = format!(r#"{{"epoch":"{epoch}","from":{from},"to":{to},"more":{more},"events":["#);
    let page = [begin.as_bytes(), &texts.join(&b','), b"]}"].concat();
    Ok(json::ready(Bytes::from(page)))
}

/// Posts a message; the same client id again is answered with the first and `dup`.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/messages", tag = "chat", params(("id" = String, Path)), request_body = PostMessage, responses((status = 201, body = Posted), (status = 200, body = Posted)))]
pub async fn post(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<PostMessage>,
) -> Result<HttpResponse> {
    let posted = actions::post_message(&chat, caller.person, id.0.clone(), body.0.draft()?).await?;
    if posted.dup {
        return Ok(json::ok(&posted));
    }
    chat.rooms.reached(&events::topic(&id.0), posted.seq).await;
    Ok(json::created(&posted))
}

/// Marks messages up to a number as read; the marker never moves back.
#[utoipa::path(put, path = "/api/v1/chat/rooms/{id}/read", tag = "chat", params(("id" = String, Path)), request_body = MarkRead, responses((status = 200, body = ReadMark)))]
pub async fn mark_read(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<MarkRead>,
) -> Result<HttpResponse> {
    let (read_no, unread) = actions::mark_read(&chat, caller.person, id.0, body.0.no).await?;
    Ok(json::ok(&ReadMark { read_no, unread }))
}

//! What is said: history, events, posting, read markers.

use crate::accounts::access::Caller;
use crate::chat::model::{Draft, MessageKind, Posted, RawDraft};
use crate::chat::{Chat, actions, events, views};
use crate::error::Result;
use crate::ids::{ChatRoomId, MessageId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// Messages with a smaller number; without it the newest.
    before_no: Option<i64>,
    /// How many, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

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
        Draft::parse(RawDraft {
            cid: &self.cid,
            body: &self.body,
            kind: self.kind,
            reply: self.reply,
            prev: self.prev.as_deref(),
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

/// Messages, newest last, from the moment of joining.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/messages", tag = "chat", params(("id" = String, Path), HistoryQuery), responses((status = 200, body = super::shapes::MessagePage)))]
pub async fn history(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    query: Query<HistoryQuery>,
) -> Result<HttpResponse> {
    let limit = query.0.limit.unwrap_or(50).clamp(1, 200);
    Ok(json::ready(
        views::page_history(&chat, &caller.person, id.0, query.0.before_no, limit).await?,
    ))
}

/// Events after a number, as a socket would have heard them.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/events", tag = "chat", params(("id" = String, Path), EventsQuery), responses((status = 200, body = super::shapes::EventPage), (status = 410)))]
pub async fn events(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    query: Query<EventsQuery>,
) -> Result<HttpResponse> {
    let limit = query.0.limit.unwrap_or(200).clamp(1, 200);
    Ok(json::ready(
        views::page_events(&chat, &caller.person, &id.0, query.0.after_seq, limit).await?,
    ))
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

//! What becomes of a message after it was said.

use crate::accounts::access::Caller;
use crate::chat::model::{Changed, MessageText, Reaction, Version};
use crate::chat::{Chat, actions, events, views};
use crate::error::Result;
use crate::ids::{ChatRoomId, MessageId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

/// Another text for a message.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditMessage {
    body: String,
    /// The version that the author saw.
    base_version: i64,
}

/// What a message has said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Versions {
    items: Vec<Version>,
}

/// The author says a message otherwise.
#[utoipa::path(patch, path = "/api/v1/chat/rooms/{id}/messages/{message_id}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), request_body = EditMessage, responses((status = 200, body = Changed), (status = 409)))]
pub async fn edit(
    chat: Data<Chat>,
    caller: Caller,
    ids: Path<(ChatRoomId, MessageId)>,
    body: Json<EditMessage>,
) -> Result<HttpResponse> {
    let (room, message) = ids.0;
    let EditMessage { body, base_version } = body.0;
    let text = MessageText::parse(&body)?;
    let changed = actions::edit_message(&chat, caller.person, room.clone(), message, text, base_version).await?;
    seen(&chat, &room, &changed).await;
    Ok(json::ok(&changed))
}

/// The author takes a message back.
#[utoipa::path(delete, path = "/api/v1/chat/rooms/{id}/messages/{message_id}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), responses((status = 204)))]
pub async fn delete_message(
    chat: Data<Chat>,
    caller: Caller,
    ids: Path<(ChatRoomId, MessageId)>,
) -> Result<HttpResponse> {
    let (room, message) = ids.0;
    let changed = actions::delete_message(&chat, caller.person, room.clone(), message).await?;
    seen(&chat, &room, &changed).await;
    Ok(json::no_content())
}

/// What a message has said, for whoever holds the room; every look is in the audit.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/messages/{message_id}/versions", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), responses((status = 200, body = Versions)))]
pub async fn versions(chat: Data<Chat>, caller: Caller, ids: Path<(ChatRoomId, MessageId)>) -> Result<HttpResponse> {
    let (room, message) = ids.0;
    let items = actions::read_versions(&chat, caller, room, message).await?;
    Ok(json::ok(&Versions { items }))
}

/// One message, for whoever sees the room since before it: what a reply quotes, what a mention leads to.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/messages/{message_id}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), responses((status = 200, body = super::shapes::ChatMessage)))]
pub async fn message(chat: Data<Chat>, caller: Caller, ids: Path<(ChatRoomId, MessageId)>) -> Result<HttpResponse> {
    let (room, message) = ids.0;
    Ok(json::ready(views::find_message(&chat, caller, room, message).await?))
}

/// The pinned messages, the last pinned first.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/pins", tag = "chat", params(("id" = String, Path)), responses((status = 200, body = super::shapes::MessageList)))]
pub async fn pins(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    Ok(json::ready(views::list_pins(&chat, caller, id.0).await?))
}

#[utoipa::path(put, path = "/api/v1/chat/rooms/{id}/pins/{message_id}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), responses((status = 204), (status = 409)))]
pub async fn pin(chat: Data<Chat>, caller: Caller, ids: Path<(ChatRoomId, MessageId)>) -> Result<HttpResponse> {
    set_pin(&chat, caller, ids.0, true).await
}

#[utoipa::path(delete, path = "/api/v1/chat/rooms/{id}/pins/{message_id}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path)), responses((status = 204)))]
pub async fn unpin(chat: Data<Chat>, caller: Caller, ids: Path<(ChatRoomId, MessageId)>) -> Result<HttpResponse> {
    set_pin(&chat, caller, ids.0, false).await
}

async fn set_pin(chat: &Chat, caller: Caller, ids: (ChatRoomId, MessageId), on: bool) -> Result<HttpResponse> {
    let (room, message) = ids;
    let changed = actions::pin_message(chat, caller, room.clone(), message, on).await?;
    seen(chat, &room, &changed).await;
    Ok(json::no_content())
}

/// Reacts to a message.
#[utoipa::path(put, path = "/api/v1/chat/rooms/{id}/messages/{message_id}/reactions/{reaction}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path), ("reaction" = Reaction, Path)), responses((status = 204)))]
pub async fn react(
    chat: Data<Chat>,
    caller: Caller,
    ids: Path<(ChatRoomId, MessageId, Reaction)>,
) -> Result<HttpResponse> {
    set_reaction(&chat, caller, ids.0, true).await
}

/// Takes a reaction back.
#[utoipa::path(delete, path = "/api/v1/chat/rooms/{id}/messages/{message_id}/reactions/{reaction}", tag = "chat", params(("id" = String, Path), ("message_id" = String, Path), ("reaction" = Reaction, Path)), responses((status = 204)))]
pub async fn unreact(
    chat: Data<Chat>,
    caller: Caller,
    ids: Path<(ChatRoomId, MessageId, Reaction)>,
) -> Result<HttpResponse> {
    set_reaction(&chat, caller, ids.0, false).await
}

async fn set_reaction(
    chat: &Chat,
    caller: Caller,
    ids: (ChatRoomId, MessageId, Reaction),
    on: bool,
) -> Result<HttpResponse> {
    let (room, message, reaction) = ids;
    let changed = actions::react(chat, caller.person, room.clone(), message, reaction, on).await?;
    seen(chat, &room, &changed).await;
    Ok(json::no_content())
}

/// Whoever changed something reads it changed.
pub(in crate::chat) async fn seen(chat: &Chat, room: &ChatRoomId, changed: &Changed) {
    if let Some(seq) = changed.seq {
        chat.rooms.reached(&events::topic(room), seq).await;
    }
}

//! What is done in a room, and what the person concerned sees of it.

use crate::accounts::access::Caller;
use crate::chat::Chat;
use crate::chat::moderation::model::{NewMeasure, Reason, Verb};
use crate::chat::moderation::views::{Measure, MyMeasure, RoomMeasures};
use crate::chat::moderation::{actions, views};
use crate::error::Result;
use crate::ids::{ActId, ChatRoomId, MessageId, SeatId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// What a facilitator does. `membership_id` for what concerns a member, `m` for a message, `minutes` for `mute` (5, 15, 60)
/// and `hold` (15, 60, 1440), `seconds` for `slow` (0 ends it).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeMeasure {
    verb: Verb,
    reason: Reason,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    membership_id: Option<SeatId>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    m: Option<MessageId>,
    #[serde(default)]
    minutes: Option<i64>,
    #[serde(default)]
    seconds: Option<i64>,
}

/// Why a message is flagged.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlagMessage {
    reason: Reason,
}

/// A short text to the supervisors.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Appeal {
    words: String,
}

/// Does something to keep a room whole: hide, show, slow, pause, resume, lock, unlock, mute, unmute, hold, unhold, remove, or a
/// step of the ladder.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/measures", tag = "chat", params(("id" = String, Path)),
    request_body = TakeMeasure, responses((status = 201, body = Measure), (status = 409, description = "wrong_state")))]
pub async fn take_measure(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<TakeMeasure>,
) -> Result<HttpResponse> {
    let TakeMeasure {
        verb,
        reason,
        membership_id: seat,
        m: message,
        minutes,
        seconds,
    } = body.0;
    let asked = NewMeasure {
        verb,
        reason,
        seat,
        message,
        minutes,
        seconds,
    };
    let act = actions::take_measure(&chat, caller, id.0, asked).await?;
    Ok(json::created(&Measure::of(act, &HashMap::new())))
}

/// What holds in a room and what was done there, for whoever holds it. Who coordinates the district without holding the room sees
/// what holds for the whole of it, and nobody's name (safety 8).
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/measures", tag = "chat", params(("id" = String, Path)),
    responses((status = 200, body = RoomMeasures)))]
pub async fn measures(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_measures(&chat, caller, id.0).await?))
}

/// What was done to the caller in chat, the newest first.
#[utoipa::path(get, path = "/api/v1/me/measures", tag = "chat", responses((status = 200, body = Page<MyMeasure>)))]
pub async fn my_measures(chat: Data<Chat>, caller: Caller) -> Result<HttpResponse> {
    Ok(json::ok(&Page::whole(views::list_my_measures(&chat, caller).await?)))
}

/// Asks the supervisors of the district to look at something that was done to the caller.
#[utoipa::path(post, path = "/api/v1/me/measures/{id}/appeal", tag = "chat", params(("id" = String, Path)),
    request_body = Appeal, responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn appeal(chat: Data<Chat>, caller: Caller, id: Path<ActId>, body: Json<Appeal>) -> Result<HttpResponse> {
    actions::appeal(&chat, caller, id.0, &body.0.words).await?;
    Ok(json::no_content())
}

/// Says that a message worries the caller. Who flagged is told to nobody; a second flag of the same person changes nothing.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/messages/{m}/flag", tag = "chat",
    params(("id" = String, Path), ("m" = String, Path)), request_body = FlagMessage, responses((status = 204)))]
pub async fn flag(
    chat: Data<Chat>,
    caller: Caller,
    ids: Path<(ChatRoomId, MessageId)>,
    body: Json<FlagMessage>,
) -> Result<HttpResponse> {
    let (room, message) = ids.0;
    actions::flag_message(&chat, caller, room, message, body.0.reason).await?;
    Ok(json::no_content())
}

//! Asides.

use crate::accounts::access::Caller;
use crate::chat::rooms::http::WholeRoom;
use crate::chat::{Chat, actions};
use crate::error::Result;
use crate::ids::{ChatRoomId, SeatId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

/// With whom to speak alone, and for how long.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenAside {
    /// A member of the room who does not hold it.
    membership_id: SeatId,
    /// 15 or 30.
    minutes: u16,
}

/// Whoever holds a live room speaks with one member alone, for a while; the aside that is open already is answered again.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/asides", tag = "chat", request_body = OpenAside, params(("id" = String, Path)),
    responses((status = 201, body = WholeRoom), (status = 200, description = "it was open already", body = WholeRoom)))]
pub async fn open_aside(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<OpenAside>,
) -> Result<HttpResponse> {
    let OpenAside { membership_id, minutes } = body.0;
    let (room, is_new) = actions::open_aside(&chat, caller.clone(), id.0, membership_id, minutes).await?;
    let whole = WholeRoom::load(&chat, caller, room).await?;
    Ok(if is_new {
        json::created(&whole)
    } else {
        json::ok(&whole)
    })
}

/// One of the two ends an aside before its time.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/end", tag = "chat", params(("id" = String, Path)), responses((status = 204)))]
pub async fn end_aside(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    actions::end_aside(&chat, caller, id.0).await?;
    Ok(json::no_content())
}

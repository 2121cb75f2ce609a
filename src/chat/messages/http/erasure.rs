//! Everything that the caller has said.

use crate::accounts::access::Caller;
use crate::chat::{Chat, actions};
use crate::error::Result;
use crate::web::json;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Serialize;

/// What the caller has said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct OwnMessages {
    /// How many messages still hold a text.
    count: i64,
}

/// How many messages of the caller hold a text, in all rooms, also those that they left.
#[utoipa::path(get, path = "/api/v1/me/messages", tag = "chat", responses((status = 200, body = OwnMessages)))]
pub async fn own_messages(chat: Data<Chat>, caller: Caller) -> Result<HttpResponse> {
    let count = actions::count_own(&chat, caller).await?;
    Ok(json::ok(&OwnMessages { count }))
}

/// Takes back everything that the caller has said until now (safety 30). It goes on by itself; the count above says how far it is.
#[utoipa::path(post, path = "/api/v1/me/messages/erase", tag = "chat", responses((status = 202, body = OwnMessages)))]
pub async fn erase_own_messages(chat: Data<Chat>, caller: Caller) -> Result<HttpResponse> {
    let count = actions::ask_for_erasure(&chat, caller).await?;
    Ok(json::accepted(&OwnMessages { count }))
}

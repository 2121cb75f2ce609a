//! Looking for what was said.

use super::actions::{self, Found};
use crate::accounts::access::Caller;
use crate::chat::Chat;
use crate::chat::model::MessageKind;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::ChatRoomId;
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery, encode};
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

/// The longest query, in characters.
const LONGEST: usize = 100;

/// What is looked for. Words stand in a body, never in an address that is kept in logs and histories.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchMessages {
    /// The words: at least two Han characters or three letters next to each other.
    q: String,
    /// Only this room; every room of the caller's when absent.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    room_id: Option<ChatRoomId>,
    /// Where the previous page ended.
    #[serde(default)]
    cursor: Option<String>,
    /// How many, 1 to 200; 50 when absent.
    #[serde(default)]
    limit: Option<i64>,
}

/// A message that has the words.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FoundMessage {
    room_id: ChatRoomId,
    room: String,
    m: String,
    no: i64,
    /// The author's name in the room.
    author: String,
    body: String,
    #[schema(inline)]
    kind: MessageKind,
    at: Millis,
}

impl From<Found> for FoundMessage {
    fn from(found: Found) -> Self {
        FoundMessage {
            room_id: found.room.id,
            room: found.room.name,
            m: found.message.id.to_string(),
            no: found.message.no.unwrap_or(0),
            author: found.message.author,
            body: found.text,
            kind: found.message.kind,
            at: found.message.created_at,
        }
    }
}

/// What was said with these words in the caller's rooms since they joined, the newest first. A page may be short, or empty, and
/// still have a next one.
#[utoipa::path(post, path = "/api/v1/chat/search", tag = "chat", request_body = SearchMessages,
    responses((status = 200, body = Page<FoundMessage>), (status = 404), (status = 422, description = "invalid")))]
pub async fn search(chat: Data<Chat>, caller: Caller, body: Json<SearchMessages>) -> Result<HttpResponse> {
    let SearchMessages {
        q,
        room_id,
        cursor,
        limit,
    } = body.0;
    let asked = PageQuery { cursor, limit };
    let query = actions::Query {
        words: field::text("q", &q, 1, LONGEST)?,
        room: room_id,
        before: asked.after()?,
        limit: usize::try_from(asked.limit()).unwrap_or(1),
    };
    let found = actions::find(&chat, caller, query).await?;
    Ok(json::ok(&Page {
        items: found.items.into_iter().map(FoundMessage::from).collect::<Vec<_>>(),
        next: found.next.map(|row| encode(&row)),
    }))
}

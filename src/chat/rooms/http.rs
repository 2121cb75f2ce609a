//! Rooms.

use crate::accounts::access::Caller;
use crate::chat::help::CrisisCard;
use crate::chat::model::{NewRoom, OwnerKind};
use crate::chat::moderation::views::Moderated;
use crate::chat::seats::http::page_of_seats;
use crate::chat::views::{self, ChatRoom, SeatView};
use crate::chat::{Chat, actions};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId};
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

/// So many people come with a room; groups are smaller.
const SEATS_AT_ONCE: i64 = 200;

/// A room with everybody in it and whom to call.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct WholeRoom {
    #[serde(flatten)]
    room: ChatRoom,
    /// The first of them, in the order in which they came.
    seats: Vec<SeatView>,
    /// Where the others begin, if there are any: the cursor of `/chat/rooms/{id}/seats`.
    #[schema(required = true)]
    seats_next: Option<String>,
    /// The caller decides who sits here.
    may_keep: bool,
    help: CrisisCard,
    moderation: Moderated,
}

impl WholeRoom {
    pub(in crate::chat) async fn load(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<Self> {
        let detail = views::find_room(chat, caller, room, SEATS_AT_ONCE + 1).await?;
        let seats = page_of_seats(detail.seats, SEATS_AT_ONCE);
        Ok(WholeRoom {
            room: detail.room,
            seats: seats.items,
            seats_next: seats.next,
            may_keep: detail.may_keep,
            help: detail.help,
            moderation: detail.moderation,
        })
    }
}

/// A room to be opened.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenRoom {
    owner_kind: OwnerKind,
    #[serde(default)]
    owner_id: Option<String>,
    name: String,
    #[serde(default)]
    district_id: Option<DistrictId>,
}

/// A room that nobody holds, as whoever names somebody for it sees it: its name, and nothing of what is said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct RoomWithoutHost {
    id: ChatRoomId,
    name: String,
    owner_kind: OwnerKind,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
}

/// Rooms of the caller's districts that nobody holds. Somebody is named with `POST /chat/rooms/{id}/seats`.
#[utoipa::path(get, path = "/api/v1/chat/rooms-without-host", tag = "chat", params(PageQuery), responses((status = 200, body = Page<RoomWithoutHost>)))]
pub async fn rooms_without_host(chat: Data<Chat>, caller: Caller, page: Query<PageQuery>) -> Result<HttpResponse> {
    let limit = page.0.limit();
    let rooms = views::list_rooms_without_host(&chat, caller, page.0.after()?, limit + 1).await?;
    let rooms = Page::cut(rooms, limit, |room| room.id.clone());
    Ok(json::ok(&rooms.map(|room| RoomWithoutHost {
        id: room.id,
        name: room.name,
        owner_kind: room.owner_kind,
        district_id: room.district_id,
    })))
}

#[utoipa::path(get, path = "/api/v1/chat/rooms", tag = "chat", params(PageQuery), responses((status = 200, body = Page<ChatRoom>)))]
pub async fn list_rooms(chat: Data<Chat>, caller: Caller, page: Query<PageQuery>) -> Result<HttpResponse> {
    let (after, limit) = (page.0.after::<(String, String)>()?, page.0.limit());
    Ok(json::ok(&views::list_rooms(&chat, caller, after, limit).await?))
}

/// Opens a room for a staff team or a series.
#[utoipa::path(post, path = "/api/v1/chat/rooms", tag = "chat", request_body = OpenRoom, responses((status = 201, body = WholeRoom)))]
pub async fn open_room(chat: Data<Chat>, caller: Caller, body: Json<OpenRoom>) -> Result<HttpResponse> {
    let OpenRoom {
        owner_kind,
        owner_id,
        name,
        district_id,
    } = body.0;
    let new = NewRoom {
        owner_kind,
        owner_id,
        district_id,
        name,
    };
    let room = actions::open(&chat, caller.clone(), new).await?;
    Ok(json::created(&WholeRoom::load(&chat, caller, room).await?))
}

/// A room with everybody in it and whom to call.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}", tag = "chat", params(("id" = String, Path)), responses((status = 200, body = WholeRoom)))]
pub async fn room(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    Ok(json::ok(&WholeRoom::load(&chat, caller, id.0).await?))
}

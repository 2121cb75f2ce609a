//! Rooms.

use super::super::help::{self, CrisisCard};
use super::super::model::{NewRoom, OwnerKind, Room, Seat, SeatRole};
use super::super::moderation::http::Moderated;
use super::super::staffed::Staffed;
use super::super::{Chat, access, actions, store};
use crate::accounts::access::{Caller, Permissions};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId};
use crate::keys::Keys;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

/// So many people come with a room; groups are smaller.
const SEATS_AT_ONCE: i64 = 200;

/// The newest message of a room, for a list of rooms.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LastMessage {
    /// Its number.
    pub no: i64,
    /// The author's name in the room.
    pub author: String,
    /// The text.
    #[schema(required = true)]
    pub body: Option<String>,
    /// When.
    pub at: Millis,
}

/// A room as a member sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChatRoom {
    id: ChatRoomId,
    name: String,
    owner_kind: OwnerKind,
    owner_id: String,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    #[schema(inline)]
    my_role: SeatRole,
    membership_id: String,
    display_name: String,
    epoch: String,
    head_seq: i64,
    last_no: i64,
    read_no: i64,
    unread: i64,
    /// Messages among the unread ones that name the caller.
    mentions: i64,
    #[schema(required = true)]
    last_message: Option<LastMessage>,
    is_staffed_now: bool,
    #[schema(required = true)]
    staffed_again_at: Option<Millis>,
    /// Two people of another room for a while, if it is that (safety 40).
    #[schema(required = true)]
    aside: Option<Aside>,
}

/// What is different in an aside.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Aside {
    /// The room beside which it was opened.
    parent_id: ChatRoomId,
    /// Until when something may be said.
    open_until: Millis,
    /// The name of the other one, while they are there.
    #[schema(required = true)]
    with: Option<String>,
}

/// Somebody in a room, as the room sees them.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct SeatView {
    /// Their membership.
    pub membership_id: String,
    /// Their name in the room.
    pub name: String,
    /// Their role.
    pub role: SeatRole,
}

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

impl From<&Seat> for SeatView {
    fn from(seat: &Seat) -> Self {
        SeatView {
            membership_id: seat.id.to_string(),
            name: seat.display_name.clone(),
            role: seat.role,
        }
    }
}

/// Reads what a member sees of a room.
struct Reading<'a> {
    keys: &'a Keys,
    now: Millis,
    /// Whether somebody who holds the room is connected.
    is_held: &'a dyn Fn(&ChatRoomId) -> bool,
}

impl Reading<'_> {
    fn view(&self, conn: &mut Conn, room: Room, seat: Seat) -> Result<ChatRoom> {
        let head = store::rooms::head(conn, &room.id)?.ok_or_else(Error::not_found)?;
        let newest = store::messages::newest_before(conn, &room.id, head.no + 1, seat.joined_no, 1)?.pop();
        let last_message = match newest {
            Some(row) => Some(LastMessage {
                no: row.no.unwrap_or(0),
                body: row.text(self.keys)?,
                author: row.author,
                at: row.created_at,
            }),
            None => None,
        };
        let staffed = self.staffed(conn, &room)?;
        let aside = match (room.parent_id.clone(), room.open_until) {
            (Some(parent_id), Some(open_until)) => Some(Aside {
                parent_id,
                open_until,
                with: store::asides::find_other(conn, &room.id, &seat.person_id)?,
            }),
            _ => None,
        };
        Ok(ChatRoom {
            unread: store::messages::count_unread(conn, &seat)?,
            mentions: store::marks::count_mentions(conn, &seat)?,
            id: room.id,
            name: room.name,
            owner_kind: room.owner_kind,
            owner_id: room.owner_id,
            district_id: room.district_id,
            my_role: seat.role,
            membership_id: seat.id.to_string(),
            display_name: seat.display_name,
            epoch: room.epoch,
            head_seq: head.seq,
            last_no: head.no,
            read_no: seat.read_no,
            last_message,
            is_staffed_now: staffed.is_now,
            staffed_again_at: staffed.again_at,
            aside,
        })
    }

    fn staffed(&self, conn: &mut Conn, room: &Room) -> Result<Staffed> {
        if !room.needs_holding() || (self.is_held)(&room.id) {
            return Ok(Staffed::ALWAYS);
        }
        let hours = store::help::list_hours(conn, &room.id, room.district_id.as_ref())?;
        let zone = store::help::zone_of(conn, room.district_id.as_ref())?;
        Ok(Staffed::at(self.now, &zone, &hours))
    }
}

pub(super) async fn read_room(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<WholeRoom> {
    let inside = chat.clone();
    let now = chat.clock.now();
    chat.db
        .read(move |conn| {
            let seat = access::seat_in(conn, &room, &caller.person)?;
            let found = store::rooms::find_room(conn, &room)?.ok_or_else(Error::not_found)?;
            let who = Permissions::of_person(conn, &caller.person)?;
            let may_keep = access::keeps(&who, &found, Some(&seat));
            let help = help::card(conn, found.district_id.as_ref(), now)?;
            let asked = PageQuery {
                limit: Some(SEATS_AT_ONCE),
                ..PageQuery::default()
            };
            let seats = super::seats::page(conn, &room, &asked)?;
            let is_held = |room: &ChatRoomId| inside.is_facilitator_present(room);
            let reading = Reading {
                keys: &inside.keys,
                now,
                is_held: &is_held,
            };
            Ok(WholeRoom {
                moderation: Moderated::load(conn, &seat, now)?,
                room: reading.view(conn, found, seat)?,
                seats: seats.items,
                seats_next: seats.next,
                may_keep,
                help,
            })
        })
        .await
}

/// A room that nobody holds, as whoever names somebody for it sees it: its name, and nothing of what is said.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct UnheldRoom {
    id: ChatRoomId,
    name: String,
    owner_kind: OwnerKind,
    #[schema(required = true)]
    district_id: Option<DistrictId>,
}

/// Rooms of the caller's districts that nobody holds. Somebody is named with `POST /chat/rooms/{id}/seats`.
#[utoipa::path(get, path = "/api/v1/chat/rooms-without-host", tag = "chat", params(PageQuery), responses((status = 200, body = Page<UnheldRoom>)))]
pub async fn unheld_rooms(chat: Data<Chat>, caller: Caller, page: Query<PageQuery>) -> Result<HttpResponse> {
    let limit = page.0.limit();
    let rooms = actions::list_unheld(&chat, caller, page.0.after()?, limit + 1).await?;
    let rooms = Page::cut(rooms, limit, |room| room.id.clone());
    Ok(json::ok(&rooms.map(|room| UnheldRoom {
        id: room.id,
        name: room.name,
        owner_kind: room.owner_kind,
        district_id: room.district_id,
    })))
}

/// The caller's rooms.
#[utoipa::path(get, path = "/api/v1/chat/rooms", tag = "chat", params(PageQuery), responses((status = 200, body = Page<ChatRoom>)))]
pub async fn list_rooms(chat: Data<Chat>, caller: Caller, page: Query<PageQuery>) -> Result<HttpResponse> {
    let inside = chat.get_ref().clone();
    let (after, limit) = (page.0.after::<(String, String)>()?, page.0.limit());
    let now = chat.clock.now();
    let answer = chat
        .db
        .read(move |conn| {
            let rooms = store::rooms::page_rooms_of(conn, &caller.person, now, after.as_ref(), limit + 1)?;
            let rooms = Page::cut(rooms, limit, |room| (room.name.clone(), room.id.to_string()));
            let is_held = |room: &ChatRoomId| inside.is_facilitator_present(room);
            let reading = Reading {
                keys: &inside.keys,
                now,
                is_held: &is_held,
            };
            let mut items = vec![];
            for room in rooms.items {
                let seat = access::seat_in(conn, &room.id, &caller.person)?;
                items.push(reading.view(conn, room, seat)?);
            }
            Ok(Page {
                items,
                next: rooms.next,
            })
        })
        .await?;
    Ok(json::ok(&answer))
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
    Ok(json::created(&read_room(&chat, caller, room).await?))
}

/// A room with everybody in it and whom to call.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}", tag = "chat", params(("id" = String, Path)), responses((status = 200, body = WholeRoom)))]
pub async fn room(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    Ok(json::ok(&read_room(&chat, caller, id.0).await?))
}

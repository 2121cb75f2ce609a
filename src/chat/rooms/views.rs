//! Rooms as a member sees them.

use crate::accounts::access::{Caller, Permissions};
use crate::chat::help::{self, CrisisCard};
use crate::chat::model::{OwnerKind, Room, Seat, SeatRole};
use crate::chat::moderation::views::Moderated;
use crate::chat::staffed_hours::model::Staffed;
use crate::chat::{Chat, access, store};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, DistrictId};
use crate::keys::Keys;
use crate::web::page::Page;
use serde::Serialize;

/// The newest message of a room, for a list of rooms.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct LastMessage {
    pub no: i64,
    /// The name of the author in the room.
    pub author: String,
    #[schema(required = true)]
    pub body: Option<String>,
    pub at: Millis,
}

/// A room as a member sees it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ChatRoom {
    pub id: ChatRoomId,
    pub name: String,
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

/// A room with its members, the crisis card and what moderation means for the caller.
pub struct RoomDetail {
    pub room: ChatRoom,
    pub seats: Vec<Seat>,
    /// Whether the caller decides who has a seat here.
    pub may_keep: bool,
    pub help: CrisisCard,
    pub moderation: Moderated,
}

/// Builds the view of a room.
struct RoomReading<'a> {
    keys: &'a Keys,
    now: Millis,
    /// Whether a facilitator of the room is connected.
    is_facilitated: &'a dyn Fn(&ChatRoomId) -> bool,
}

impl RoomReading<'_> {
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
        if !room.needs_staffing() || (self.is_facilitated)(&room.id) {
            return Ok(Staffed::ALWAYS);
        }
        let hours = store::help::list_hours(conn, &room.id, room.district_id.as_ref())?;
        let zone = store::help::zone_of(conn, room.district_id.as_ref())?;
        Ok(Staffed::at(self.now, &zone, &hours))
    }
}

/// A room for a member, with at most so many seats, the crisis card and what moderation means for them.
pub async fn find_room(chat: &Chat, caller: Caller, room: ChatRoomId, at_most: i64) -> Result<RoomDetail> {
    let inside = chat.clone();
    let now = chat.db.now();
    chat.db
        .read(move |conn| {
            let seat = access::seat_in(conn, &room, &caller.person)?;
            let found = store::rooms::find_room(conn, &room)?.ok_or_else(Error::not_found)?;
            let who = Permissions::of_person(conn, &caller.person)?;
            let may_keep = access::administers(&who, &found, Some(&seat));
            let help = help::card(conn, found.district_id.as_ref(), now)?;
            let seats = store::seats::page_seats(conn, &room, None, at_most)?;
            let is_facilitated = |room: &ChatRoomId| inside.is_facilitator_present(room);
            let reading = RoomReading {
                keys: &inside.keys,
                now,
                is_facilitated: &is_facilitated,
            };
            Ok(RoomDetail {
                moderation: Moderated::load(conn, &seat, now)?,
                room: reading.view(conn, found, seat)?,
                seats,
                may_keep,
                help,
            })
        })
        .await
}

/// A page of the caller's rooms by name. It is cut before the rooms are read in full.
pub async fn list_rooms(
    chat: &Chat,
    caller: Caller,
    after: Option<(String, String)>,
    limit: i64,
) -> Result<Page<ChatRoom>> {
    let inside = chat.clone();
    let now = chat.db.now();
    chat.db
        .read(move |conn| {
            let rooms = store::rooms::page_rooms_of(conn, &caller.person, now, after.as_ref(), limit + 1)?;
            let rooms = Page::cut(rooms, limit, |room| (room.name.clone(), room.id.to_string()));
            let is_facilitated = |room: &ChatRoomId| inside.is_facilitator_present(room);
            let reading = RoomReading {
                keys: &inside.keys,
                now,
                is_facilitated: &is_facilitated,
            };
            rooms.try_map(|room| {
                let seat = access::seat_in(conn, &room.id, &caller.person)?;
                reading.view(conn, room, seat)
            })
        })
        .await
}

/// The rooms without a host, of districts that the caller coordinates: they name one. What is said there is not theirs to read.
pub async fn list_rooms_without_host(
    chat: &Chat,
    caller: Caller,
    after: Option<ChatRoomId>,
    limit: i64,
) -> Result<Vec<Room>> {
    let read = chat.db.read(move |conn| {
        let who = Permissions::load(conn, &caller)?;
        let districts = who.coordinated();
        Ok(store::rooms::page_rooms_without_host(
            conn,
            districts.districts(),
            after.as_ref(),
            limit,
        )?)
    });
    read.await
}

//! How cohorts, series and the seeds open rooms and seat people inside their own transactions.

use super::actions::{end_seat, give_seat, on_access_change, open_room};
pub use super::actions::{expire_messages, replace_district_hours as set_staffed_hours_in};
pub use super::model::Due;
use super::model::{NewRoom, OwnerKind, Room, Seat, SeatRole};
use super::moderation::model::APPEALS_KEPT;
use super::moderation::store::appeals;
use super::staffed::Staffed;
use super::store;
pub use super::store::rooms::is_listed;
use crate::accounts::access_change::AccessChangeHook;
use crate::clock::{DAY, HOUR, Millis};
use crate::config::ChatConfig;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{ChatRoomId, MessageId, PersonId, SeatId};
use crate::keys::Keys;
use crate::local_time::DEFAULT_ZONE;
use std::collections::HashMap;
use std::sync::Arc;

/// Opens the room of an owner; an owner has one room, so a second call gives the same.
pub fn open_room_in(tx: &mut Tx<'_>, settings: &ChatConfig, new: &NewRoom) -> Result<ChatRoomId> {
    if let Some(owner) = &new.owner_id
        && let Some(room) = store::rooms::find_room_of(tx.conn(), new.owner_kind, owner)?
    {
        return Ok(room.id);
    }
    open_room(tx, settings, new)
}

/// Seats a person under their nickname, or gives them another role if they sit there already.
pub fn add_seat_in(tx: &mut Tx<'_>, room: &ChatRoomId, person: &PersonId, role: SeatRole) -> Result<Seat> {
    give_seat(tx, room, person, role)
}

/// Takes a person out of a room; nothing happens if they do not sit there.
pub fn remove_seat_in(tx: &mut Tx<'_>, room: &ChatRoomId, person: &PersonId) -> Result<()> {
    match store::seats::find_seat_of(tx.conn(), room, person)? {
        Some(seat) => end_seat(tx, &seat),
        None => Ok(()),
    }
}

/// Whether somebody sits in a room.
pub fn is_seated(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> Result<bool> {
    Ok(store::seats::find_seat_of(conn, room, person)?.is_some())
}

/// What chat does in the transaction in which somebody's access changes.
pub fn access_change_hook() -> AccessChangeHook {
    Arc::new(on_access_change)
}

/// What was said in a room before somebody asked for help.
#[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema)]
pub struct SaidBefore {
    /// The author's name in the room.
    author: String,
    /// The text; none when it was taken back since.
    #[schema(required = true)]
    body: Option<String>,
    at: Millis,
}

/// At most so many messages belong to a call, and none from longer ago.
const BEFORE_A_CALL: i64 = 20;
const BEFORE_A_CALL_MS: Millis = 2 * HOUR;

/// What belongs to a call is kept so long after the asking and after the closing (safety 28).
const KEPT: Millis = 365 * DAY;

/// Keeps what somebody could read in a room just now, for a call for help.
pub fn keep_newest(conn: &mut Conn, room: &ChatRoomId, person: &PersonId, now: Millis) -> Result<Vec<MessageId>> {
    // nobody takes a text back or says it otherwise meanwhile
    store::rooms::lock_head(conn, room)?;
    let (Some(room), Some(seat)) = (
        store::rooms::find_room(conn, room)?,
        store::seats::find_seat_of(conn, room, person)?,
    ) else {
        return Ok(vec![]);
    };
    let newest = store::kept::list_newest(conn, &room, &seat, now - BEFORE_A_CALL_MS, BEFORE_A_CALL)?;
    for (id, body) in &newest {
        store::kept::insert_kept(conn, id, body, now + KEPT)?;
    }
    Ok(newest.into_iter().map(|(id, _)| id).collect())
}

/// The call is over: what was kept for it stays as long as is said from now on.
pub fn keep_from_now(conn: &mut Conn, room: &ChatRoomId, ids: &[MessageId], now: Millis) -> Result<()> {
    store::rooms::lock_head(conn, room)?;
    store::kept::update_until(conn, ids, now + KEPT)?;
    Ok(())
}

/// What was kept, in the order in which it was said, and who said it.
pub fn kept(conn: &mut Conn, keys: &Keys, ids: &[MessageId]) -> Result<Vec<(Option<PersonId>, SaidBefore)>> {
    let texts: HashMap<MessageId, Vec<u8>> = store::kept::list_kept(conn, ids)?.into_iter().collect();
    let names: Vec<String> = ids.iter().map(MessageId::to_string).collect();
    let mut rows = store::messages::list_by_id(conn, &names)?;
    rows.sort_unstable_by_key(|row| row.seq);
    let seats: Vec<String> = rows.iter().map(|row| row.seat_id.to_string()).collect();
    let seats = store::seats::list_by_id(conn, &seats)?;
    let people: HashMap<SeatId, PersonId> = seats.into_iter().map(|seat| (seat.id, seat.person_id)).collect();
    let said = |row: store::messages::MessageRow| {
        let open = |sealed: &Vec<u8>| keys.open_text("messages", row.id.as_str(), sealed);
        let before = SaidBefore {
            body: texts.get(&row.id).map(open).transpose()?,
            author: row.author,
            at: row.created_at,
        };
        Ok((people.get(&row.seat_id).cloned(), before))
    };
    rows.into_iter().map(said).collect()
}

/// How many texts are past their time: in rooms, kept for calls for help, and in appeals that nobody has decided.
pub fn messages_due(conn: &mut Conn, now: Millis) -> Result<Due> {
    let mut of_appeals = appeals::count_due(conn, now - APPEALS_KEPT)?;
    of_appeals.oldest_at = of_appeals.oldest_at.map(|at| at + APPEALS_KEPT);
    let all = [
        store::expiry::count_due(conn, now)?,
        store::kept::count_due(conn, now)?,
        of_appeals,
    ];
    Ok(Due {
        count: all.iter().map(|due| due.count).sum(),
        oldest_at: all.iter().filter_map(|due| due.oldest_at).min(),
    })
}

/// The room of an owner, if it has one.
pub fn find_room_of(conn: &mut Conn, kind: OwnerKind, owner: &str) -> Result<Option<Room>> {
    Ok(store::rooms::find_room_of(conn, kind, owner)?)
}

pub fn room(conn: &mut Conn, id: &ChatRoomId) -> Result<Option<Room>> {
    Ok(store::rooms::find_room(conn, id)?)
}

/// Where somebody sits in a room, if they do.
pub fn seat_of(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> Result<Option<Seat>> {
    Ok(store::seats::find_seat_of(conn, room, person)?)
}

/// Who holds a room; an aside is held by whoever holds the room beside which it was opened.
pub fn facilitators(conn: &mut Conn, room: &ChatRoomId) -> Result<Vec<PersonId>> {
    let parent = store::rooms::find_room(conn, room)?.and_then(|found| found.parent_id);
    let seats = store::seats::list_seats_at(conn, parent.as_ref().unwrap_or(room), i64::MAX)?;
    let holding = seats.into_iter().filter(|seat| seat.role == SeatRole::Facilitator);
    Ok(holding.map(|seat| seat.person_id).collect())
}

/// Whether the hours of a room, for an aside those of the room beside which it was opened, say that somebody is there now; not
/// whether somebody is.
pub fn is_staffed(conn: &mut Conn, room: &Room, now: Millis) -> Result<bool> {
    let id = room.parent_id.as_ref().unwrap_or(&room.id);
    let hours = store::help::list_hours(conn, id, room.district_id.as_ref())?;
    let duty = match &room.district_id {
        Some(district) => store::help::find_duty(conn, district)?,
        None => None,
    };
    let zone = duty.map_or_else(|| DEFAULT_ZONE.to_owned(), |(zone, _)| zone);
    Ok(Staffed::at(now, &zone, &hours).is_now)
}

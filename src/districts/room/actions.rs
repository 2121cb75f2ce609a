//! Rooms.

use crate::accounts::Context;
use crate::db::Conn;
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::model::Room;
use crate::districts::store;
use crate::error::{Error, Result};
use crate::field::set;
use crate::ids::{RoomId, StudioId};

/// A room as asked for.
#[derive(Clone, Debug)]
pub(crate) struct NewRoom {
    pub name: String,
    pub capacity: i64,
    pub features: Vec<String>,
    /// The rooms that it is made of.
    pub parts: Vec<RoomId>,
}

/// What to change about a room; `None` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct RoomChange {
    pub name: Option<String>,
    pub capacity: Option<i64>,
    pub features: Option<Vec<String>>,
    pub is_active: Option<bool>,
    pub parts: Option<Vec<RoomId>>,
}

/// Adds a room to a studio.
pub(crate) async fn add_room(ctx: &Context, studio: StudioId, new: NewRoom) -> Result<Room> {
    ctx.write(move |tx, who| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        let room = Room {
            id: tx.mint::<RoomId>(),
            studio_id: studio.id,
            name: new.name.clone(),
            capacity: new.capacity,
            features: new.features.clone(),
            is_active: true,
            is_online: false,
            parts: new.parts.clone(),
        };
        parts_must_fit(tx.conn(), &room)?;
        store::insert_room(tx.conn(), &room)?;
        Ok(room)
    })
    .await
}

/// Changes a room. Sessions that are planned already stay as they are; those that it hits are named.
pub(super) async fn edit_room(
    ctx: &Context,
    hooks: &VenueHooks,
    id: RoomId,
    change: RoomChange,
) -> Result<(Room, Vec<HitSession>)> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let studio = access::own_room(tx.conn(), who, &id)?.0.studio_id;
        // planning reads rooms under this lock
        store::lock_studio(tx.conn(), &studio)?;
        let mut room = access::own_room(tx.conn(), who, &id)?.0;
        set(&mut room.name, &change.name);
        set(&mut room.capacity, &change.capacity);
        set(&mut room.features, &change.features);
        set(&mut room.is_active, &change.is_active);
        if room.is_online {
            return Err(Error::not_found());
        }
        store::update_room(tx.conn(), &room)?;
        if let Some(parts) = change.parts.clone().filter(|parts| *parts != room.parts) {
            room.parts = parts;
            parts_must_fit(tx.conn(), &room)?;
            store::replace_parts(tx.conn(), &room.id, &room.parts)?;
            hooks.run(tx, &VenueChange::Parts(studio.clone(), room.id.clone()))?;
        }
        let hit = hooks.run(tx, &VenueChange::Room(studio, room.id.clone()))?;
        Ok((room, hit))
    })
    .await
}

/// A hall is made of at least two rooms of its studio, none of which is a hall itself; and a part of a hall does not divide.
fn parts_must_fit(conn: &mut Conn, hall: &Room) -> Result<()> {
    if hall.parts.is_empty() {
        return Ok(());
    }
    let rooms = store::list_rooms(conn, &hall.studio_id)?;
    let is_plain = |id: &RoomId| {
        rooms
            .iter()
            .any(|room| room.id == *id && room.parts.is_empty() && room.id != hall.id)
    };
    let is_part = rooms
        .iter()
        .any(|room| room.id != hall.id && room.parts.contains(&hall.id));
    if hall.parts.len() < 2 || is_part || !hall.parts.iter().all(is_plain) {
        return Err(Error::field("parts", "not_allowed"));
    }
    Ok(())
}

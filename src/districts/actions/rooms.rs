//! Rooms.

use super::{Desk, set};
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, PlaceChange};
use crate::districts::model::Room;
use crate::districts::store;
use crate::error::Result;
use crate::ids::{RoomId, StudioId};

/// A room as asked for.
#[derive(Clone, Debug)]
pub struct NewRoom {
    /// Its name.
    pub name: String,
    /// How many people.
    pub capacity: i64,
    /// What it has.
    pub features: Vec<String>,
}

/// What to change about a room; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct RoomChange {
    /// Name.
    pub name: Option<String>,
    /// How many people.
    pub capacity: Option<i64>,
    /// What it has.
    pub features: Option<Vec<String>>,
    /// Whether it is in use.
    pub is_active: Option<bool>,
}

/// Adds a room to a studio.
pub async fn add_room(desk: Desk, studio: StudioId, new: NewRoom) -> Result<Room> {
    desk.write(move |tx, who, _desk| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        let room = Room {
            id: tx.mint::<RoomId>(),
            studio_id: studio.id,
            name: new.name.clone(),
            capacity: new.capacity,
            features: new.features.clone(),
            is_active: true,
        };
        store::insert_room(tx.conn(), &room)?;
        Ok(room)
    })
    .await
}

/// Changes a room. Sessions that are planned already stay as they are; those that it hits are named.
pub async fn edit_room(desk: Desk, id: RoomId, change: RoomChange) -> Result<(Room, Vec<HitSession>)> {
    desk.write(move |tx, who, desk| {
        let studio = access::own_room(tx.conn(), who, &id)?.0.studio_id;
        // planning reads rooms under this lock
        store::lock_studio(tx.conn(), &studio)?;
        let mut room = access::own_room(tx.conn(), who, &id)?.0;
        set(&mut room.name, &change.name);
        set(&mut room.capacity, &change.capacity);
        set(&mut room.features, &change.features);
        set(&mut room.is_active, &change.is_active);
        store::update_room(tx.conn(), &room)?;
        let hit = desk.places.tell(tx, &PlaceChange::Room(studio, room.id.clone()))?;
        Ok((room, hit))
    })
    .await
}

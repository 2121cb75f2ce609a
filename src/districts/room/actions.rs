//! Rooms.

use crate::accounts::Context;
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::model::Room;
use crate::districts::store;
use crate::error::Result;
use crate::field::set;
use crate::ids::{RoomId, StudioId};

/// A room as asked for.
#[derive(Clone, Debug)]
pub(super) struct NewRoom {
    pub name: String,
    pub capacity: i64,
    pub features: Vec<String>,
}

/// What to change about a room; `None` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct RoomChange {
    pub name: Option<String>,
    pub capacity: Option<i64>,
    pub features: Option<Vec<String>>,
    pub is_active: Option<bool>,
}

/// Adds a room to a studio.
pub(super) async fn add_room(ctx: &Context, studio: StudioId, new: NewRoom) -> Result<Room> {
    ctx.write(move |tx, who| {
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
        store::update_room(tx.conn(), &room)?;
        let hit = hooks.run(tx, &VenueChange::Room(studio, room.id.clone()))?;
        Ok((room, hit))
    })
    .await
}

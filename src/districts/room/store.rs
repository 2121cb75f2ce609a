//! Rooms.

use crate::db::Conn;
use crate::db::schema::rooms;
use crate::districts::model::Room;
use crate::districts::names::unless_taken;
use crate::error::Result;
use crate::ids::{RoomId, StudioId};
use diesel::prelude::*;

#[derive(Queryable, Insertable)]
#[diesel(table_name = rooms)]
struct RoomRow {
    id: RoomId,
    studio_id: StudioId,
    name: String,
    capacity: i64,
    features: String,
    is_active: bool,
}

impl RoomRow {
    fn room(self) -> Result<Room> {
        let features = serde_json::from_str(&self.features)?;
        Ok(Room {
            id: self.id,
            studio_id: self.studio_id,
            name: self.name,
            capacity: self.capacity,
            features,
            is_active: self.is_active,
        })
    }
}

/// A studio's rooms by name.
pub(in crate::districts) fn list_rooms(conn: &mut Conn, studio: &StudioId) -> Result<Vec<Room>> {
    let rows: Vec<RoomRow> = rooms::table
        .filter(rooms::studio_id.eq(studio))
        .order((rooms::name, rooms::id))
        .load(conn)?;
    rows.into_iter().map(RoomRow::room).collect()
}

pub(in crate::districts) fn find_room(conn: &mut Conn, id: &RoomId) -> Result<Option<Room>> {
    rooms::table
        .find(id)
        .first::<RoomRow>(conn)
        .optional()?
        .map(RoomRow::room)
        .transpose()
}

pub(in crate::districts) fn insert_room(conn: &mut Conn, room: &Room) -> Result<()> {
    let row = RoomRow {
        id: room.id.clone(),
        studio_id: room.studio_id.clone(),
        name: room.name.clone(),
        capacity: room.capacity,
        features: serde_json::to_string(&room.features)?,
        is_active: room.is_active,
    };
    let insert = diesel::insert_into(rooms::table).values(&row);
    insert.execute(conn).map_err(unless_taken("rooms_studio_id_name_key"))?;
    Ok(())
}

/// Writes a room back.
pub(in crate::districts) fn update_room(conn: &mut Conn, room: &Room) -> Result<()> {
    diesel::update(rooms::table.find(&room.id))
        .set((
            rooms::name.eq(&room.name),
            rooms::capacity.eq(room.capacity),
            rooms::features.eq(serde_json::to_string(&room.features)?),
            rooms::is_active.eq(room.is_active),
        ))
        .execute(conn)
        .map_err(unless_taken("rooms_studio_id_name_key"))?;
    Ok(())
}

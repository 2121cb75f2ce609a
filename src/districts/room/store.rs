//! Rooms.

use crate::db::Conn;
use crate::db::schema::{room_parts, rooms};
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
    is_online: bool,
}

/// The rooms of these rows with the parts that they are made of.
fn with_parts(conn: &mut Conn, rows: Vec<RoomRow>) -> Result<Vec<Room>> {
    let halls: Vec<&RoomId> = rows.iter().map(|row| &row.id).collect();
    let parts: Vec<(RoomId, RoomId)> = room_parts::table
        .filter(room_parts::hall_id.eq_any(halls))
        .order(room_parts::part_id)
        .select((room_parts::hall_id, room_parts::part_id))
        .load(conn)?;
    let room = |row: RoomRow| {
        let own = parts.iter().filter(|(hall, _)| *hall == row.id);
        Ok(Room {
            parts: own.map(|(_, part)| part.clone()).collect(),
            id: row.id,
            studio_id: row.studio_id,
            name: row.name,
            capacity: row.capacity,
            features: serde_json::from_str(&row.features)?,
            is_active: row.is_active,
            is_online: row.is_online,
        })
    };
    rows.into_iter().map(room).collect()
}

/// A studio's rooms that are places, by name.
pub(in crate::districts) fn list_rooms(conn: &mut Conn, studio: &StudioId) -> Result<Vec<Room>> {
    let rows: Vec<RoomRow> = rooms::table
        .filter(rooms::studio_id.eq(studio).and(rooms::is_online.eq(false)))
        .order((rooms::name, rooms::id))
        .load(conn)?;
    with_parts(conn, rows)
}

pub(in crate::districts) fn find_room(conn: &mut Conn, id: &RoomId) -> Result<Option<Room>> {
    let rows: Vec<RoomRow> = rooms::table.filter(rooms::id.eq(id)).load(conn)?;
    Ok(with_parts(conn, rows)?.pop())
}

/// The room of a studio that is no place.
pub(in crate::districts) fn find_online_room(conn: &mut Conn, studio: &StudioId) -> Result<Option<Room>> {
    let online = rooms::table.filter(rooms::studio_id.eq(studio).and(rooms::is_online.eq(true)));
    let rows: Vec<RoomRow> = online.load(conn)?;
    Ok(with_parts(conn, rows)?.pop())
}

/// Makes a room a hall of exactly these parts.
pub(in crate::districts) fn replace_parts(conn: &mut Conn, hall: &RoomId, parts: &[RoomId]) -> Result<()> {
    diesel::delete(room_parts::table.filter(room_parts::hall_id.eq(hall))).execute(conn)?;
    for part in parts {
        diesel::insert_into(room_parts::table)
            .values((room_parts::hall_id.eq(hall), room_parts::part_id.eq(part)))
            .execute(conn)?;
    }
    Ok(())
}

pub(in crate::districts) fn insert_room(conn: &mut Conn, room: &Room) -> Result<()> {
    let row = RoomRow {
        id: room.id.clone(),
        studio_id: room.studio_id.clone(),
        name: room.name.clone(),
        capacity: room.capacity,
        features: serde_json::to_string(&room.features)?,
        is_active: room.is_active,
        is_online: room.is_online,
    };
    let insert = diesel::insert_into(rooms::table).values(&row);
    insert.execute(conn).map_err(unless_taken("rooms_studio_id_name_key"))?;
    replace_parts(conn, &room.id, &room.parts)
}

/// Writes a room back, without its parts.
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

//! Blocks of rooms.

use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::db::schema::{room_blocks, room_parts, rooms, studios};
use crate::error::Result;
use crate::ids::{BlockId, RoomId, StudioId};
use crate::scheduling::blocks::model::Block;
use crate::scheduling::slot::Span;
use diesel::prelude::*;
use jiff::Timestamp;

/// The blocks in force that touch some rooms near a span, with the zone of their wall: those of the rooms, and of halls that the
/// rooms are part of.
pub fn list_near(conn: &mut Conn, rooms_wanted: &[RoomId], near: Span) -> Result<Vec<(Block, String)>> {
    // a date on any wall is at most a day away from the same date in UTC
    let day = |at: Millis| Timestamp::from_millisecond(at).map(|at| at.to_string()[..10].to_owned());
    let (Ok(from), Ok(to)) = (day(near.from_at - DAY), day(near.to_at + DAY)) else {
        return Ok(vec![]);
    };
    let halls: Vec<RoomId> = room_parts::table
        .filter(room_parts::part_id.eq_any(rooms_wanted))
        .select(room_parts::hall_id)
        .load(conn)?;
    let ids: Vec<&RoomId> = rooms_wanted.iter().chain(&halls).collect();
    Ok(room_blocks::table
        .inner_join(rooms::table.inner_join(studios::table))
        .filter(room_blocks::ended_at.is_null().and(room_blocks::room_id.eq_any(ids)))
        .filter(room_blocks::from_date.le(to).and(room_blocks::to_date.ge(from)))
        .order(room_blocks::id)
        .select((Block::as_select(), studios::zone))
        .load(conn)?)
}

/// The days of blocks that touch one room in a span.
pub fn list_days(conn: &mut Conn, room: &RoomId, around: Span) -> Result<Vec<(BlockId, Span)>> {
    let mut days = vec![];
    for (block, zone) in list_near(conn, std::slice::from_ref(room), around)? {
        let near = block
            .days(&zone)?
            .into_iter()
            .filter(|day| day.overlap(around).is_some());
        days.extend(near.map(|day| (block.id.clone(), day)));
    }
    Ok(days)
}

/// The parts of these rooms, by hall.
pub fn list_parts(conn: &mut Conn, halls: &[RoomId]) -> Result<Vec<(RoomId, RoomId)>> {
    Ok(room_parts::table
        .filter(room_parts::hall_id.eq_any(halls))
        .select((room_parts::hall_id, room_parts::part_id))
        .load(conn)?)
}

/// The blocks in force of a studio that end on a date or later.
pub fn list_of_studio(conn: &mut Conn, studio: &StudioId, from: &str) -> Result<Vec<Block>> {
    Ok(room_blocks::table
        .inner_join(rooms::table)
        .filter(rooms::studio_id.eq(studio))
        .filter(room_blocks::ended_at.is_null().and(room_blocks::to_date.ge(from)))
        .order((room_blocks::from_date, room_blocks::id))
        .select(Block::as_select())
        .load(conn)?)
}

/// The blocks in force of a room.
pub fn list_of_room(conn: &mut Conn, room: &RoomId) -> Result<Vec<Block>> {
    Ok(room_blocks::table
        .filter(room_blocks::room_id.eq(room).and(room_blocks::ended_at.is_null()))
        .select(Block::as_select())
        .load(conn)?)
}

pub fn find_block(conn: &mut Conn, id: &BlockId) -> Result<Option<Block>> {
    Ok(room_blocks::table
        .find(id)
        .filter(room_blocks::ended_at.is_null())
        .select(Block::as_select())
        .first(conn)
        .optional()?)
}

pub fn insert_block(conn: &mut Conn, block: &Block) -> Result<()> {
    diesel::insert_into(room_blocks::table).values(block).execute(conn)?;
    Ok(())
}

pub fn end_block(conn: &mut Conn, id: &BlockId, now: Millis) -> Result<()> {
    diesel::update(room_blocks::table.find(id))
        .set(room_blocks::ended_at.eq(now))
        .execute(conn)?;
    Ok(())
}

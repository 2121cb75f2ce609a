//! Messages whose time is over.

use crate::chat::model::Due;
use crate::chat::search::store as search;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_rooms, message_mentions, message_pins, message_reactions, message_versions, messages};
use crate::ids::ChatRoomId;
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;

/// How many messages still hold a text past their time, and since when the oldest of them does.
pub fn count_due(conn: &mut Conn, now: Millis) -> QueryResult<Due> {
    let (count, oldest_at): (i64, Option<Millis>) = messages::table
        .filter(messages::expires_at.le(now).and(messages::body.is_not_null()))
        .select((count_star(), min(messages::expires_at)))
        .first(conn)?;
    Ok(Due { count, oldest_at })
}

/// Rooms in which a message still holds a text past its time.
pub fn list_rooms_due(conn: &mut Conn, now: Millis, limit: i64) -> QueryResult<Vec<ChatRoomId>> {
    messages::table
        .filter(messages::expires_at.le(now).and(messages::body.is_not_null()))
        .select(messages::room_id)
        .distinct()
        .order(messages::room_id)
        .limit(limit)
        .load(conn)
}

/// The first event that a room still shows: the one after its newest message whose time is over.
pub fn find_begin(conn: &mut Conn, room: &ChatRoomId, now: Millis) -> QueryResult<Option<i64>> {
    let newest: Option<i64> = messages::table
        .filter(messages::room_id.eq(room).and(messages::expires_at.le(now)))
        .select(max(messages::seq))
        .first(conn)?;
    Ok(newest.map(|seq| seq + 1))
}

/// Takes the texts, in whatever version, and what hangs on them.
pub fn update_expired(conn: &mut Conn, room: &ChatRoomId, now: Millis) -> QueryResult<usize> {
    let over = || {
        messages::table
            .filter(messages::room_id.eq(room).and(messages::expires_at.le(now)))
            .select(messages::id)
    };
    search::forget_expired(conn, room, now)?;
    diesel::delete(message_versions::table.filter(message_versions::message_id.eq_any(over()))).execute(conn)?;
    diesel::delete(message_mentions::table.filter(message_mentions::message_id.eq_any(over()))).execute(conn)?;
    diesel::delete(message_reactions::table.filter(message_reactions::message_id.eq_any(over()))).execute(conn)?;
    diesel::delete(message_pins::table.filter(message_pins::message_id.eq_any(over()))).execute(conn)?;
    diesel::update(
        messages::table
            .filter(messages::room_id.eq(room).and(messages::expires_at.le(now)))
            .filter(messages::body.is_not_null()),
    )
    .set(messages::body.eq(None::<Vec<u8>>))
    .execute(conn)
}

/// Moves the beginning of a room forward, never back.
pub fn update_min_seq(conn: &mut Conn, room: &ChatRoomId, begin: i64) -> QueryResult<usize> {
    diesel::update(chat_rooms::table.filter(chat_rooms::id.eq(room).and(chat_rooms::min_seq.lt(begin))))
        .set(chat_rooms::min_seq.eq(begin))
        .execute(conn)
}

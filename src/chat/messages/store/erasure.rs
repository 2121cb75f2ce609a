//! What one person has said, in all rooms and from all their seats, also those that they left.

use crate::chat::messages::store::messages::{COLUMNS, MessageRow};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_seats, messages};
use crate::ids::{ChatRoomId, PersonId};
use diesel::dsl::count_star;
use diesel::prelude::*;

/// How many of their messages still hold a text.
pub fn count_texts(conn: &mut Conn, person: &PersonId) -> QueryResult<i64> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(chat_seats::person_id.eq(person).and(messages::body.is_not_null()))
        .select(count_star())
        .first(conn)
}

/// Rooms in which something that they said until `until` still holds a text, in the order of their ids.
pub fn list_rooms(conn: &mut Conn, person: &PersonId, until: Millis) -> QueryResult<Vec<ChatRoomId>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(chat_seats::person_id.eq(person).and(messages::body.is_not_null()))
        .filter(messages::created_at.le(until))
        .select(messages::room_id)
        .distinct()
        .order(messages::room_id)
        .load(conn)
}

/// Some of these messages of one room, the oldest first.
pub fn list_texts(
    conn: &mut Conn,
    person: &PersonId,
    room: &ChatRoomId,
    until: Millis,
    limit: i64,
) -> QueryResult<Vec<MessageRow>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(chat_seats::person_id.eq(person).and(chat_seats::room_id.eq(room)))
        .filter(messages::body.is_not_null().and(messages::created_at.le(until)))
        .select(COLUMNS)
        .order(messages::seq)
        .limit(limit)
        .load(conn)
}

//! Rooms of two people beside another room.

use crate::chat::model::Room;
use crate::chat::rooms::store as rooms;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_rooms, chat_seats};
use crate::ids::{ChatRoomId, PersonId};
use diesel::prelude::*;

/// Makes a room an aside.
pub fn update_room(conn: &mut Conn, room: &ChatRoomId, parent: &ChatRoomId, until: Millis) -> QueryResult<usize> {
    diesel::update(chat_rooms::table.find(room.as_str()))
        .set((
            chat_rooms::parent_id.eq(parent.as_str()),
            chat_rooms::open_until.eq(until),
        ))
        .execute(conn)
}

pub fn update_end(conn: &mut Conn, room: &ChatRoomId, now: Millis) -> QueryResult<usize> {
    diesel::update(chat_rooms::table.find(room.as_str()))
        .set(chat_rooms::open_until.eq(now))
        .execute(conn)
}

/// The asides beside a room in which somebody sits and that are open now, in the order in which rooms are taken.
pub fn list_open(conn: &mut Conn, parent: &ChatRoomId, person: &PersonId, now: Millis) -> QueryResult<Vec<Room>> {
    chat_rooms::table
        .inner_join(chat_seats::table.on(chat_seats::room_id.eq(chat_rooms::id)))
        .filter(
            chat_rooms::parent_id
                .eq(parent.as_str())
                .and(chat_rooms::open_until.gt(now)),
        )
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .select(rooms::COLUMNS)
        .order(chat_rooms::id)
        .load(conn)
}

/// Whether somebody sits or sat in a room.
pub fn has_sat(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> QueryResult<bool> {
    let seats = chat_seats::table.filter(chat_seats::room_id.eq(room).and(chat_seats::person_id.eq(person)));
    diesel::select(diesel::dsl::exists(seats)).get_result(conn)
}

/// The name of the other one in an aside, if they are still there.
pub fn find_other(conn: &mut Conn, room: &ChatRoomId, person: &PersonId) -> QueryResult<Option<String>> {
    chat_seats::table
        .filter(chat_seats::room_id.eq(room).and(chat_seats::person_id.ne(person)))
        .filter(chat_seats::removed_seq.is_null())
        .select(chat_seats::display_name)
        .first(conn)
        .optional()
}

//! Messages that are kept beyond their time, because they belong to a call for help.

use super::messages::{COLUMNS, MessageRow};
use crate::chat::model::{Room, Seat};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_seats, messages};
use crate::ids::MessageId;
use diesel::prelude::*;

/// The newest messages with a text that a member can read, said at or after `since`.
pub fn list_newest(
    conn: &mut Conn,
    room: &Room,
    seat: &Seat,
    since: Millis,
    limit: i64,
) -> QueryResult<Vec<MessageId>> {
    messages::table
        .filter(messages::room_id.eq(&room.id).and(messages::no.gt(seat.joined_no)))
        .filter(messages::seq.ge(room.min_seq).and(messages::created_at.ge(since)))
        .filter(messages::body.is_not_null().and(messages::hidden_by.is_null()))
        .select(messages::id)
        .order(messages::no.desc())
        .limit(limit)
        .load(conn)
}

/// Keeps them until then, at least.
pub fn update_kept(conn: &mut Conn, ids: &[MessageId], until: Millis) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::id.eq_any(ids.to_vec())))
        .filter(
            messages::kept_until
                .is_null()
                .or(messages::kept_until.assume_not_null().lt(until)),
        )
        .set(messages::kept_until.eq(until))
        .execute(conn)
}

/// They need to be kept only until then, if nothing else holds them.
pub fn update_released(conn: &mut Conn, ids: &[MessageId], until: Millis) -> QueryResult<usize> {
    diesel::update(messages::table.filter(messages::id.eq_any(ids.to_vec())))
        .set(messages::kept_until.eq(until))
        .execute(conn)
}

/// Messages in the order in which they were said.
pub fn list_messages(conn: &mut Conn, ids: &[MessageId]) -> QueryResult<Vec<MessageRow>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(messages::id.eq_any(ids.to_vec()))
        .select(COLUMNS)
        .order(messages::seq)
        .load(conn)
}

//! The index: how far it has come, which row a message has, and the hashed grams of each row.

use crate::clock::Millis;
use crate::db::dialect::{for_share, for_update};
use crate::db::schema::{key_uses, messages, room_events, room_heads, search_marks, search_rows};
use crate::db::{Conn, gram_index};
use crate::ids::{ChatRoomId, MessageId};
use crate::native;
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// Numbers for the messages of one millisecond.
const ROWS_PER_MS: i64 = 4_096;

#[derive(QueryableByName)]
struct Mark {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Rooms whose log is ahead of the index, by id after this one; of these rooms alone, if any are named.
pub fn list_behind(
    conn: &mut Conn,
    rooms: Option<&[ChatRoomId]>,
    after: Option<&ChatRoomId>,
    limit: i64,
) -> QueryResult<Vec<ChatRoomId>> {
    let mut query = room_heads::table
        .left_join(search_marks::table.on(search_marks::room_id.eq(room_heads::room_id)))
        .filter(room_heads::last_seq.gt(0))
        .filter(
            search_marks::seq
                .is_null()
                .or(search_marks::seq.nullable().lt(room_heads::last_seq.nullable())),
        )
        .select(room_heads::room_id)
        .order(room_heads::room_id)
        .limit(limit)
        .into_boxed();
    if let Some(rooms) = rooms {
        query = query.filter(room_heads::room_id.eq_any(rooms.to_vec()));
    }
    if let Some(after) = after {
        query = query.filter(room_heads::room_id.gt(after));
    }
    query.load(conn)
}

/// How far the index has come in a room, locked until the end of the transaction: two nodes do not take up the same events.
pub fn lock_mark(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<i64> {
    native!(conn, |c| diesel::insert_into(search_marks::table)
        .values((search_marks::room_id.eq(room), search_marks::seq.eq(0)))
        .on_conflict_do_nothing()
        .execute(c))?;
    let wait = for_update(conn);
    let mark: Mark = diesel::sql_query(format!("SELECT seq FROM search_marks WHERE room_id = $1{wait}"))
        .bind::<Text, _>(room)
        .get_result(conn)?;
    Ok(mark.seq)
}

/// Sets how far the index has come.
pub fn update_mark(conn: &mut Conn, room: &ChatRoomId, seq: i64) -> QueryResult<usize> {
    diesel::update(search_marks::table.find(room))
        .set(search_marks::seq.eq(seq))
        .execute(conn)
}

/// Events of a room after `seq`, and the message that each is about.
pub fn list_events(
    conn: &mut Conn,
    room: &ChatRoomId,
    seq: i64,
    limit: i64,
) -> QueryResult<Vec<(i64, Option<MessageId>)>> {
    room_events::table
        .filter(room_events::room_id.eq(room).and(room_events::seq.gt(seq)))
        .select((room_events::seq, room_events::message_id))
        .order(room_events::seq)
        .limit(limit)
        .load(conn)
}

/// Takes a message of that time up with its grams, in place of what the index had of it.
pub fn replace(conn: &mut Conn, message: &MessageId, at: Millis, grams: &[String]) -> QueryResult<()> {
    let row = match row_of(conn, message)? {
        Some(row) => {
            gram_index::delete(conn, row)?;
            row
        }
        None => add_row(conn, message, at)?,
    };
    gram_index::insert(conn, row, grams)
}

/// Rows are numbered by time, also over rooms that were taken up one after the other: the first number of the millisecond that is
/// free. Should all of them be taken, the next millisecond lends one.
fn add_row(conn: &mut Conn, message: &MessageId, at: Millis) -> QueryResult<i64> {
    let mut row = at * ROWS_PER_MS;
    loop {
        let added = native!(conn, |c| diesel::insert_into(search_rows::table)
            .values((search_rows::row.eq(row), search_rows::message_id.eq(message)))
            .on_conflict(search_rows::row)
            .do_nothing()
            .execute(c))?;
        if added > 0 {
            return Ok(row);
        }
        row = next_free(conn, row)?;
    }
}

/// The number after the last one that is taken in this millisecond or, if that is full, in the next.
fn next_free(conn: &mut Conn, row: i64) -> QueryResult<i64> {
    let last: Option<i64> = search_rows::table
        .filter(search_rows::row.ge(row).and(search_rows::row.lt(row + ROWS_PER_MS)))
        .select(max(search_rows::row))
        .first(conn)?;
    Ok(last.unwrap_or(row) + 1)
}

pub fn forget(conn: &mut Conn, message: &MessageId) -> QueryResult<()> {
    if let Some(row) = row_of(conn, message)? {
        gram_index::delete(conn, row)?;
        diesel::delete(search_rows::table.find(row)).execute(conn)?;
    }
    Ok(())
}

/// Forgets every message of a room whose time is over. Nobody takes something up meanwhile.
pub fn forget_expired(conn: &mut Conn, room: &ChatRoomId, now: Millis) -> QueryResult<()> {
    lock_mark(conn, room)?;
    let over: Vec<MessageId> = search_rows::table
        .inner_join(messages::table.on(messages::id.eq(search_rows::message_id)))
        .filter(messages::room_id.eq(room).and(messages::expires_at.le(now)))
        .select(search_rows::message_id)
        .load(conn)?;
    for message in &over {
        forget(conn, message)?;
    }
    Ok(())
}

fn row_of(conn: &mut Conn, message: &MessageId) -> QueryResult<Option<i64>> {
    search_rows::table
        .filter(search_rows::message_id.eq(message))
        .select(search_rows::row)
        .first(conn)
        .optional()
}

/// Which message a row is about, and in which room.
pub fn list_messages(conn: &mut Conn, rows: &[i64]) -> QueryResult<Vec<(i64, MessageId, ChatRoomId)>> {
    search_rows::table
        .inner_join(messages::table.on(messages::id.eq(search_rows::message_id)))
        .filter(search_rows::row.eq_any(rows.to_vec()))
        .select((search_rows::row, search_rows::message_id, messages::room_id))
        .load(conn)
}

#[derive(QueryableByName)]
struct KeyUse {
    #[diesel(sql_type = BigInt)]
    key_no: i64,
}

/// By which key the grams are hashed.
pub fn find_key(conn: &mut Conn) -> QueryResult<u8> {
    key_no(conn, "")
}

/// As [`find_key`]; until the commit the index is not begun anew by another key.
pub fn hold_key(conn: &mut Conn) -> QueryResult<u8> {
    let hold = for_share(conn);
    key_no(conn, hold)
}

fn key_no(conn: &mut Conn, hold: &str) -> QueryResult<u8> {
    let found: KeyUse =
        diesel::sql_query(format!("SELECT key_no FROM key_uses WHERE purpose = 'search'{hold}")).get_result(conn)?;
    Ok(u8::try_from(found.key_no).unwrap_or(1))
}

/// Says that the grams are hashed by this key; false if they are already.
pub fn update_key(conn: &mut Conn, key_no: u8) -> QueryResult<bool> {
    let changed = diesel::update(
        key_uses::table
            .find("search")
            .filter(key_uses::key_no.ne(i64::from(key_no))),
    )
    .set(key_uses::key_no.eq(i64::from(key_no)))
    .execute(conn)?;
    Ok(changed > 0)
}

/// Drops the whole index; it is taken up again from the logs.
pub fn clear(conn: &mut Conn) -> QueryResult<()> {
    gram_index::clear(conn)?;
    diesel::delete(search_rows::table).execute(conn)?;
    diesel::delete(search_marks::table).execute(conn)?;
    Ok(())
}

//! Sealed texts that are kept beyond the time of their room, because they belong to a call for help. A copy is sealed for the same
//! message, so it opens like the message's own text.

use crate::chat::model::{Due, Room, Seat};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{kept_texts, messages};
use crate::ids::MessageId;
use crate::native;
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// The newest messages that a member can read, said at or after `since`, with their sealed texts.
pub fn list_newest(
    conn: &mut Conn,
    room: &Room,
    seat: &Seat,
    since: Millis,
    limit: i64,
) -> QueryResult<Vec<(MessageId, Vec<u8>)>> {
    messages::table
        .filter(messages::room_id.eq(&room.id).and(messages::no.gt(seat.joined_no)))
        .filter(messages::seq.ge(room.min_seq).and(messages::created_at.ge(since)))
        .filter(messages::body.is_not_null().and(messages::hidden_by.is_null()))
        .select((messages::id, messages::body.assume_not_null()))
        .order(messages::no.desc())
        .limit(limit)
        .load(conn)
}

/// Keeps a text as it is now, until then at least.
pub fn insert_kept(conn: &mut Conn, id: &MessageId, body: &[u8], until: Millis) -> QueryResult<()> {
    let values = (
        kept_texts::message_id.eq(id),
        kept_texts::body.eq(body),
        kept_texts::kept_until.eq(until),
    );
    let insert = diesel::insert_into(kept_texts::table)
        .values(values)
        .on_conflict(kept_texts::message_id)
        .do_update()
        .set(kept_texts::body.eq(body));
    native!(conn, |c| insert.execute(c))?;
    update_until(conn, std::slice::from_ref(id), until).map(drop)
}

/// They are kept until then, at least.
pub fn update_until(conn: &mut Conn, ids: &[MessageId], until: Millis) -> QueryResult<usize> {
    diesel::update(kept_texts::table.filter(kept_texts::message_id.eq_any(ids.to_vec())))
        .filter(kept_texts::kept_until.lt(until))
        .set(kept_texts::kept_until.eq(until))
        .execute(conn)
}

/// The texts that are still there.
pub fn list_kept(conn: &mut Conn, ids: &[MessageId]) -> QueryResult<Vec<(MessageId, Vec<u8>)>> {
    kept_texts::table
        .filter(kept_texts::message_id.eq_any(ids.to_vec()))
        .select((kept_texts::message_id, kept_texts::body))
        .load(conn)
}

/// How many texts are over, and since when the oldest of them is.
pub fn count_due(conn: &mut Conn, now: Millis) -> QueryResult<Due> {
    let (count, oldest_at): (i64, Option<Millis>) = kept_texts::table
        .filter(kept_texts::kept_until.le(now))
        .select((count_star(), min(kept_texts::kept_until)))
        .first(conn)?;
    Ok(Due { count, oldest_at })
}

/// Takes the texts that are over.
pub fn delete_over(conn: &mut Conn, now: Millis) -> QueryResult<usize> {
    diesel::delete(kept_texts::table.filter(kept_texts::kept_until.le(now))).execute(conn)
}

/// Takes one text: its author wishes it.
pub fn delete_kept(conn: &mut Conn, id: &MessageId) -> QueryResult<usize> {
    diesel::delete(kept_texts::table.find(id)).execute(conn)
}

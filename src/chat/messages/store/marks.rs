//! What hangs on messages: reactions, mentions, pins.

use crate::chat::messages::store::messages::MessageRow;
use crate::chat::model::{Marks, Reaction, Seat, UNREAD_AT_MOST};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{message_mentions, message_pins, message_reactions, messages};
use crate::ids::{ChatRoomId, MessageId, SeatId};
use diesel::dsl::exists;
use diesel::prelude::*;
use std::collections::HashMap;

/// The marks of several messages.
#[derive(Debug, Default)]
pub struct AllMarks {
    by_message: HashMap<String, Marks>,
    none: Marks,
}

impl AllMarks {
    pub fn of(&self, message: &MessageId) -> &Marks {
        self.by_message.get(message.as_str()).unwrap_or(&self.none)
    }

    fn entry(&mut self, message: String) -> &mut Marks {
        self.by_message.entry(message).or_default()
    }
}

/// Everything that hangs on these messages.
pub fn of(conn: &mut Conn, rows: &[MessageRow]) -> QueryResult<AllMarks> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let mut all = mentions_of(conn, &ids)?;
    if ids.is_empty() {
        return Ok(all);
    }
    let reactions: Vec<(String, Reaction, String)> = message_reactions::table
        .filter(message_reactions::message_id.eq_any(ids.clone()))
        .select((
            message_reactions::message_id,
            message_reactions::reaction,
            message_reactions::seat_id,
        ))
        .order((message_reactions::at, message_reactions::seat_id))
        .load(conn)?;
    for (message, reaction, seat) in reactions {
        all.entry(message).reactions.entry(reaction).or_default().push(seat);
    }
    let pins: Vec<(String, Millis)> = message_pins::table
        .filter(message_pins::message_id.eq_any(ids))
        .select((message_pins::message_id, message_pins::at))
        .load(conn)?;
    for (message, at) in pins {
        all.entry(message).pinned_at = Some(at);
    }
    Ok(all)
}

/// Whom these messages name, and nothing else: what an event of a message tells.
pub fn mentions_of(conn: &mut Conn, ids: &[String]) -> QueryResult<AllMarks> {
    let mut all = AllMarks::default();
    if ids.is_empty() {
        return Ok(all);
    }
    let mentions: Vec<(String, String)> = message_mentions::table
        .filter(message_mentions::message_id.eq_any(ids.to_vec()))
        .select((message_mentions::message_id, message_mentions::seat_id))
        .order(message_mentions::seat_id)
        .load(conn)?;
    for (message, seat) in mentions {
        all.entry(message).mentions.push(seat);
    }
    Ok(all)
}

/// Says anew whom a message names.
pub fn replace_mentions(conn: &mut Conn, message: &MessageId, no: i64, seats: &[String]) -> QueryResult<()> {
    delete_mentions(conn, message)?;
    for seat in seats {
        diesel::insert_into(message_mentions::table)
            .values((
                message_mentions::message_id.eq(message),
                message_mentions::seat_id.eq(seat),
                message_mentions::no.eq(no),
            ))
            .execute(conn)?;
    }
    Ok(())
}

fn delete_mentions(conn: &mut Conn, message: &MessageId) -> QueryResult<usize> {
    diesel::delete(message_mentions::table.filter(message_mentions::message_id.eq(message))).execute(conn)
}

/// Nothing hangs on a message any more.
pub fn delete_marks(conn: &mut Conn, message: &MessageId) -> QueryResult<()> {
    delete_mentions(conn, message)?;
    diesel::delete(message_reactions::table.filter(message_reactions::message_id.eq(message))).execute(conn)?;
    diesel::delete(message_pins::table.find(message.as_str())).execute(conn)?;
    Ok(())
}

/// Messages after a member's read marker that name them and can be read, at most [`UNREAD_AT_MOST`].
pub fn count_mentions(conn: &mut Conn, seat: &Seat) -> QueryResult<i64> {
    let unread: Vec<i64> = message_mentions::table
        .inner_join(messages::table.on(messages::id.eq(message_mentions::message_id)))
        .filter(messages::hidden_by.is_null())
        .filter(message_mentions::seat_id.eq(&seat.id))
        .filter(message_mentions::no.gt(seat.read_no))
        .select(message_mentions::no)
        .order(message_mentions::no)
        .limit(UNREAD_AT_MOST)
        .load(conn)?;
    Ok(unread.len() as i64)
}

/// Whether a member has reacted to a message in this way.
pub fn has_reacted(conn: &mut Conn, message: &MessageId, seat: &SeatId, reaction: Reaction) -> QueryResult<bool> {
    let there = message_reactions::table.find((message.as_str(), seat.as_str(), reaction.as_str()));
    diesel::select(exists(there)).get_result(conn)
}

/// One reaction more, or less.
pub fn update_reaction(
    conn: &mut Conn,
    message: &MessageId,
    seat: &SeatId,
    reaction: Reaction,
    on: bool,
    now: Millis,
) -> QueryResult<usize> {
    if !on {
        let gone = message_reactions::table.find((message.as_str(), seat.as_str(), reaction.as_str()));
        return diesel::delete(gone).execute(conn);
    }
    diesel::insert_into(message_reactions::table)
        .values((
            message_reactions::message_id.eq(message),
            message_reactions::seat_id.eq(seat),
            message_reactions::reaction.eq(reaction),
            message_reactions::at.eq(now),
        ))
        .execute(conn)
}

/// Since when a message is pinned.
pub fn find_pin(conn: &mut Conn, message: &MessageId) -> QueryResult<Option<Millis>> {
    message_pins::table
        .find(message.as_str())
        .select(message_pins::at)
        .first(conn)
        .optional()
}

/// The pinned messages of a room, the last pinned first.
pub fn list_pins(conn: &mut Conn, room: &ChatRoomId) -> QueryResult<Vec<String>> {
    message_pins::table
        .filter(message_pins::room_id.eq(room))
        .select(message_pins::message_id)
        .order((message_pins::at.desc(), message_pins::message_id.desc()))
        .load(conn)
}

pub fn insert_pin(
    conn: &mut Conn,
    room: &ChatRoomId,
    message: &MessageId,
    seat: Option<&SeatId>,
    now: Millis,
) -> QueryResult<usize> {
    diesel::insert_into(message_pins::table)
        .values((
            message_pins::message_id.eq(message),
            message_pins::room_id.eq(room),
            message_pins::seat_id.eq(seat),
            message_pins::at.eq(now),
        ))
        .execute(conn)
}

pub fn delete_pin(conn: &mut Conn, message: &MessageId) -> QueryResult<usize> {
    diesel::delete(message_pins::table.find(message.as_str())).execute(conn)
}

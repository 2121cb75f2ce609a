//! Every query of this room.

use crate::chat::api::is_listed;
use crate::chat::model::SeatRole;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{
    chat_rooms, chat_seats, login_locks, logins, member_rules, message_mentions, messages, people, room_heads,
    room_rules, ws_tickets,
};
use crate::ids::{ChatRoomId, LoginId, PersonId};
use diesel::dsl::count_star;
use diesel::prelude::*;
use std::collections::HashMap;

/// A stored ticket: person, login, origin, end of the authorisation, end of the ticket.
pub type TicketRow = (PersonId, LoginId, Option<String>, Millis, Millis);
/// A room of a person: id, epoch, newest event, newest message, read marker, role, first event, end of a mute, seconds of a
/// slow room.
pub type RoomRow = (
    ChatRoomId,
    String,
    i64,
    i64,
    i64,
    SeatRole,
    i64,
    Option<Millis>,
    Option<i64>,
);

/// Stores the hash of a ticket and deletes expired ones.
pub fn insert_ticket(conn: &mut Conn, hash: &str, row: &TicketRow, now: Millis) -> QueryResult<()> {
    diesel::delete(ws_tickets::table.filter(ws_tickets::expires_at.lt(now))).execute(conn)?;
    let (person, login, origin, auth_expires_at, expires_at) = row;
    diesel::insert_into(ws_tickets::table)
        .values((
            ws_tickets::hash.eq(hash),
            ws_tickets::person_id.eq(person),
            ws_tickets::login_id.eq(login),
            ws_tickets::origin.eq(origin.as_deref()),
            ws_tickets::auth_expires_at.eq(auth_expires_at),
            ws_tickets::expires_at.eq(expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes a ticket by its keyed hashes under every accepted key and returns it; a second call finds nothing.
pub fn delete_ticket(conn: &mut Conn, hashes: &[String]) -> QueryResult<Option<TicketRow>> {
    diesel::delete(ws_tickets::table.filter(ws_tickets::hash.eq_any(hashes.to_vec())))
        .returning((
            ws_tickets::person_id,
            ws_tickets::login_id,
            ws_tickets::origin,
            ws_tickets::auth_expires_at,
            ws_tickets::expires_at,
        ))
        .get_result(conn)
        .optional()
}

/// Which of these logins are active and belong to active people, and whether their screen is locked.
pub fn list_active_logins(conn: &mut Conn, ids: &[String], now: Millis) -> QueryResult<Vec<(LoginId, bool)>> {
    let mut active = vec![];
    for ids in ids.chunks(500) {
        let some: Vec<(LoginId, Option<bool>)> = logins::table
            .inner_join(people::table.on(people::id.eq(logins::person_id)))
            .left_join(login_locks::table.on(login_locks::login_id.eq(logins::id)))
            .filter(logins::id.eq_any(ids.to_vec()))
            .filter(logins::ended_at.is_null().and(logins::expires_at.gt(now)))
            .filter(people::is_active.eq(true))
            .select((logins::id, login_locks::is_locked.nullable()))
            .load(conn)?;
        let some = some.into_iter();
        active.extend(some.map(|(login, is_locked)| (login, is_locked == Some(true))));
    }
    Ok(active)
}

/// Unread mentions of a person by room; rooms without any are left out.
pub fn count_mentions(conn: &mut Conn, person: &PersonId) -> QueryResult<HashMap<ChatRoomId, i64>> {
    let counts: Vec<(ChatRoomId, i64)> = message_mentions::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(message_mentions::seat_id)))
        .inner_join(messages::table.on(messages::id.eq(message_mentions::message_id)))
        .filter(messages::hidden_by.is_null())
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .filter(message_mentions::no.gt(chat_seats::read_no))
        .group_by(chat_seats::room_id)
        .select((chat_seats::room_id, count_star()))
        .load(conn)?;
    Ok(counts.into_iter().collect())
}

/// The rooms in which a person has a seat; of asides those that are in the list of rooms.
pub fn list_rooms(conn: &mut Conn, person: &PersonId, now: Millis, at_most: i64) -> QueryResult<Vec<RoomRow>> {
    let of_person = member_rules::room_id
        .eq(chat_seats::room_id)
        .and(member_rules::person_id.eq(chat_seats::person_id));
    chat_seats::table
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(chat_seats::room_id)))
        .inner_join(room_heads::table.on(room_heads::room_id.eq(chat_seats::room_id)))
        .left_join(member_rules::table.on(of_person))
        .left_join(room_rules::table.on(room_rules::room_id.eq(chat_seats::room_id)))
        .filter(chat_seats::person_id.eq(person).and(chat_seats::removed_seq.is_null()))
        .filter(is_listed(now))
        .select((
            chat_rooms::id,
            chat_rooms::epoch,
            room_heads::last_seq,
            room_heads::last_no,
            chat_seats::read_no,
            chat_seats::role,
            chat_rooms::min_seq,
            member_rules::muted_until.nullable(),
            room_rules::slow_seconds.nullable(),
        ))
        .order(chat_rooms::id)
        .limit(at_most)
        .load(conn)
}

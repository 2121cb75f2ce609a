//! The room's log.

use super::messages::{self, MessageRow};
use super::seats;
use crate::chat::events::{self, Change};
use crate::chat::model::{EventKind, Seat};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{chat_seats, messages as message_table, room_events};
use crate::error::{Error, Result};
use crate::event::Event;
use crate::ids::{ChatRoomId, MessageId};
use crate::keys::Keys;
use diesel::prelude::*;
use serde::Deserialize;
use std::collections::HashMap;

/// Adds an event: of a message, or of something else with its JSON.
pub fn insert_event(
    conn: &mut Conn,
    room: &ChatRoomId,
    seq: i64,
    kind: EventKind,
    message: Option<&MessageId>,
    payload: Option<&str>,
    now: Millis,
) -> QueryResult<usize> {
    diesel::insert_into(room_events::table)
        .values((
            room_events::room_id.eq(room),
            room_events::seq.eq(seq),
            room_events::kind.eq(kind),
            room_events::message_id.eq(message),
            room_events::payload.eq(payload),
            room_events::at.eq(now),
        ))
        .execute(conn)
}

type Row = (i64, EventKind, Option<String>);

#[derive(Deserialize)]
struct MemberPayload {
    membership_id: String,
    change: Change,
}

/// Events after one number up to another, in order, as they would have been heard.
pub fn events(
    conn: &mut Conn,
    keys: &Keys,
    room: &ChatRoomId,
    after: i64,
    upto: i64,
    limit: i64,
) -> Result<Vec<Event>> {
    let rows: Vec<Row> = room_events::table
        .filter(room_events::room_id.eq(room))
        .filter(room_events::seq.gt(after).and(room_events::seq.le(upto)))
        .select((room_events::seq, room_events::kind, room_events::payload))
        .order(room_events::seq)
        .limit(limit)
        .load(conn)?;
    let Some((last, _, _)) = rows.last() else {
        return Ok(vec![]);
    };
    let said = said_between(conn, room, after, *last)?;
    let members = members_in(conn, &rows)?;
    let mut events = Vec::with_capacity(rows.len());
    for (seq, kind, payload) in rows {
        let lost = || Error::internal(format!("event {seq} of a room has lost its content"));
        events.push(match kind {
            EventKind::MsgNew => {
                let row = said.get(&seq).ok_or_else(lost)?;
                row.said(&row.body_json(keys)?).event(room)
            }
            EventKind::Member => {
                let json = payload.ok_or_else(lost)?;
                let payload: MemberPayload = serde_json::from_str(&json)?;
                let seat = members.get(&payload.membership_id).ok_or_else(lost)?;
                events::member(room, seq, seat, payload.change, &json)
            }
            EventKind::Room => events::room(room, seq, &payload.ok_or_else(lost)?),
        });
    }
    Ok(events)
}

fn said_between(conn: &mut Conn, room: &ChatRoomId, after: i64, upto: i64) -> QueryResult<HashMap<i64, MessageRow>> {
    let rows: Vec<MessageRow> = message_table::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(message_table::seat_id)))
        .filter(message_table::room_id.eq(room))
        .filter(message_table::seq.gt(after).and(message_table::seq.le(upto)))
        .select(messages::COLUMNS)
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.seq, row)).collect())
}

fn members_in(conn: &mut Conn, rows: &[Row]) -> Result<HashMap<String, Seat>> {
    let mut ids = vec![];
    for (_, kind, payload) in rows {
        if let (EventKind::Member, Some(json)) = (kind, payload) {
            ids.push(serde_json::from_str::<MemberPayload>(json)?.membership_id);
        }
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let seats = seats::list_by_id(conn, &ids)?;
    Ok(seats.into_iter().map(|seat| (seat.id.to_string(), seat)).collect())
}

//! The room's log.

use crate::chat::events::{self, Change};
use crate::chat::messages::store::marks;
use crate::chat::messages::store::messages::{self, MessageRow};
use crate::chat::model::{EventKind, Seat};
use crate::chat::moderation::events::ModerationEvent;
use crate::chat::seats::store as seats;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::room_events;
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

type Row = (i64, EventKind, Option<MessageId>, Option<String>);

#[derive(Deserialize)]
struct OfMessage {
    no: i64,
}

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
        .select((
            room_events::seq,
            room_events::kind,
            room_events::message_id,
            room_events::payload,
        ))
        .order(room_events::seq)
        .limit(limit)
        .load(conn)?;
    let ids: Vec<String> = rows
        .iter()
        .filter_map(|row| row.2.as_ref().map(ToString::to_string))
        .collect();
    // as they are now: an event out of the log tells the newest text (I14)
    let said = messages::list_by_id(conn, &ids)?;
    let said: HashMap<MessageId, MessageRow> = said.into_iter().map(|row| (row.id.clone(), row)).collect();
    let marks = marks::mentions_of(conn, &ids)?;
    let members = members_in(conn, &rows)?;
    let shown = shown_in(conn, &rows)?;
    let shown_marks = marks::of(conn, &shown)?;
    let mut events = Vec::with_capacity(rows.len());
    for (seq, kind, message, payload) in rows {
        let lost = || Error::internal(format!("event {seq} of a room has lost its content"));
        events.push(match kind {
            EventKind::MsgNew | EventKind::MsgEdit | EventKind::MsgDel => {
                let row = message.and_then(|id| said.get(&id)).ok_or_else(lost)?;
                let body = row.body_json(keys)?;
                let said = row.said(&body, marks.of(&row.id));
                match kind {
                    EventKind::MsgNew => said.event(room),
                    kind => said.change(room, seq, kind),
                }
            }
            EventKind::React | EventKind::Pin => {
                let json = payload.ok_or_else(lost)?;
                let OfMessage { no } = serde_json::from_str(&json)?;
                events::of_message(room, seq, kind, no, &json)
            }
            EventKind::Member => {
                let json = payload.ok_or_else(lost)?;
                let payload: MemberPayload = serde_json::from_str(&json)?;
                let seat = members.get(&payload.membership_id).ok_or_else(lost)?;
                events::member(room, seq, seat, payload.change, &json)
            }
            EventKind::Room => events::room(room, seq, &payload.ok_or_else(lost)?),
            EventKind::Mod => {
                let told: ModerationEvent = serde_json::from_str(&payload.ok_or_else(lost)?)?;
                let row = shown.iter().find(|row| told.m.as_deref() == Some(row.id.as_str()));
                let message = match row.filter(|_| told.brings_message()) {
                    Some(row) => Some(row.json(keys, shown_marks.of(&row.id))?),
                    None => None,
                };
                told.event(room, seq, message.as_deref())
            }
        });
    }
    Ok(events)
}

fn members_in(conn: &mut Conn, rows: &[Row]) -> Result<HashMap<String, Seat>> {
    let mut ids = vec![];
    for (_, kind, _, payload) in rows {
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

/// The messages that acts in these rows bring with them.
fn shown_in(conn: &mut Conn, rows: &[Row]) -> Result<Vec<MessageRow>> {
    let mut ids = vec![];
    for (_, kind, _, payload) in rows {
        if let (EventKind::Mod, Some(json)) = (kind, payload) {
            let told: ModerationEvent = serde_json::from_str(json)?;
            ids.extend(told.m.clone().filter(|_| told.brings_message()));
        }
    }
    if ids.is_empty() {
        return Ok(vec![]);
    }
    Ok(messages::list_by_id(conn, &ids)?)
}

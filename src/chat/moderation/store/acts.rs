//! What was done.

use crate::chat::moderation::model::{Act, HiddenBy, Reason, Verb};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{appeals, chat_rooms, chat_seats, messages, moderation_acts as acts};
use crate::ids::{ActId, ChatRoomId, MessageId, PersonId, SeatId};
use diesel::prelude::*;

type Row = (
    ActId,
    ChatRoomId,
    Verb,
    Reason,
    Option<PersonId>,
    Option<PersonId>,
    Option<SeatId>,
    Option<MessageId>,
    Option<Millis>,
    Millis,
    i64,
);

fn act(row: Row) -> Act {
    let (id, room, verb, reason, actor, person, seat, message, until, at, seq) = row;
    Act {
        id,
        room,
        verb,
        reason,
        actor,
        on: person.zip(seat),
        message,
        until,
        at,
        seq,
    }
}

/// Writes down what was done.
pub fn insert_act(conn: &mut Conn, act: &Act) -> QueryResult<usize> {
    diesel::insert_into(acts::table)
        .values((
            acts::id.eq(&act.id),
            acts::room_id.eq(&act.room),
            acts::verb.eq(act.verb),
            acts::reason.eq(act.reason),
            acts::actor_id.eq(act.actor.as_ref()),
            acts::person_id.eq(act.on.as_ref().map(|(person, _)| person)),
            acts::seat_id.eq(act.on.as_ref().map(|(_, seat)| seat)),
            acts::message_id.eq(act.message.as_ref()),
            acts::until_at.eq(act.until),
            acts::at.eq(act.at),
            acts::seq.eq(act.seq),
        ))
        .execute(conn)
}

pub fn find_act(conn: &mut Conn, id: &ActId) -> QueryResult<Option<Act>> {
    let row: Option<Row> = acts::table.find(id.as_str()).first(conn).optional()?;
    Ok(row.map(act))
}

/// The newest acts in a room.
pub fn list_acts(conn: &mut Conn, room: &ChatRoomId, limit: i64) -> QueryResult<Vec<Act>> {
    let rows: Vec<Row> = acts::table
        .filter(acts::room_id.eq(room))
        .order((acts::seq.desc(), acts::id.desc()))
        .limit(limit)
        .load(conn)?;
    Ok(rows.into_iter().map(act).collect())
}

/// An act on somebody, its room, and their appeal: whether there is one, and what became of it.
pub type OnMe = (Act, String, bool, Option<String>);

/// What was done to a person, newest first; in one room, or in all.
pub fn list_on(conn: &mut Conn, person: &PersonId, room: Option<&ChatRoomId>, limit: i64) -> QueryResult<Vec<OnMe>> {
    let mut query = acts::table
        .inner_join(chat_rooms::table.on(chat_rooms::id.eq(acts::room_id)))
        .left_join(appeals::table.on(appeals::act_id.eq(acts::id)))
        .filter(acts::person_id.eq(person))
        .select((
            acts::all_columns,
            chat_rooms::name,
            appeals::at.nullable(),
            appeals::decision.nullable(),
        ))
        .order((acts::at.desc(), acts::seq.desc(), acts::id.desc()))
        .limit(limit)
        .into_boxed();
    if let Some(room) = room {
        query = query.filter(acts::room_id.eq(room));
    }
    let rows: Vec<(Row, String, Option<Millis>, Option<String>)> = query.load(conn)?;
    let mine = |(row, name, at, decision): (Row, String, Option<Millis>, Option<String>)| {
        (act(row), name, at.is_some(), decision)
    };
    Ok(rows.into_iter().map(mine).collect())
}

/// A message as moderation sees it.
#[derive(Clone, Debug, diesel::Queryable)]
pub struct Subject {
    pub id: MessageId,
    pub room: ChatRoomId,
    /// Its place; none while it is held.
    pub no: Option<i64>,
    /// Why it is not shown.
    pub hidden: Option<HiddenBy>,
    pub seat: SeatId,
    pub person: PersonId,
    pub role: crate::chat::model::SeatRole,
}

/// A message by its id.
pub fn find_subject(conn: &mut Conn, id: &MessageId) -> QueryResult<Option<Subject>> {
    messages::table
        .inner_join(chat_seats::table.on(chat_seats::id.eq(messages::seat_id)))
        .filter(messages::id.eq(id))
        .select((
            messages::id,
            messages::room_id,
            messages::no,
            messages::hidden_by,
            messages::seat_id,
            chat_seats::person_id,
            chat_seats::role,
        ))
        .first(conn)
        .optional()
}

/// Shows a message or not.
pub fn update_hidden(conn: &mut Conn, id: &MessageId, hidden: Option<HiddenBy>) -> QueryResult<usize> {
    diesel::update(messages::table.find(id.as_str()))
        .set(messages::hidden_by.eq(hidden))
        .execute(conn)
}

/// Lets a held message into the room: its event and its place. It is kept as long as if it were said now, because a room shows
/// what comes after the newest event that is over.
pub fn update_released(conn: &mut Conn, id: &MessageId, seq: i64, no: i64, expires_at: Millis) -> QueryResult<usize> {
    diesel::update(messages::table.find(id.as_str()))
        .set((
            messages::seq.eq(seq),
            messages::no.eq(no),
            messages::hidden_by.eq(None::<HiddenBy>),
            messages::expires_at.eq(expires_at),
        ))
        .execute(conn)
}

/// How many messages of a member wait for a look.
pub fn count_held(conn: &mut Conn, seat: &SeatId) -> QueryResult<i64> {
    messages::table
        .filter(messages::seat_id.eq(seat).and(messages::no.is_null()))
        .filter(messages::hidden_by.is_null().and(messages::deleted_at.is_null()))
        .count()
        .get_result(conn)
}

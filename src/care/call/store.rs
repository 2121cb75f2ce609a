//! Calls for help.

use crate::care::model::{Escalation, EscalationState, Origin, Step};
use crate::care::row_lock::lock_row;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{escalation_messages, escalation_pages, escalations};
use crate::ids::{EscalationId, MessageId, PersonId};
use crate::native;
use diesel::prelude::*;

/// Writes a call, unless its client id is known or one of the same person for the same place is unanswered.
pub(in crate::care) fn insert_escalation(conn: &mut Conn, row: &Escalation) -> QueryResult<bool> {
    let insert = diesel::insert_into(escalations::table)
        .values(row)
        .on_conflict_do_nothing();
    Ok(native!(conn, |conn| insert.execute(conn))? == 1)
}

/// What was said before a call belongs to it.
pub(in crate::care) fn insert_messages(conn: &mut Conn, id: &EscalationId, messages: &[MessageId]) -> QueryResult<()> {
    for message in messages {
        let values = (
            escalation_messages::escalation_id.eq(id),
            escalation_messages::message_id.eq(message),
        );
        diesel::insert_into(escalation_messages::table)
            .values(values)
            .execute(conn)?;
    }
    Ok(())
}

/// What belongs to a call.
pub(in crate::care) fn list_messages(conn: &mut Conn, id: &EscalationId) -> QueryResult<Vec<MessageId>> {
    escalation_messages::table
        .filter(escalation_messages::escalation_id.eq(id))
        .select(escalation_messages::message_id)
        .load(conn)
}

/// How much belongs to a call.
pub(in crate::care) fn count_messages(conn: &mut Conn, id: &EscalationId) -> QueryResult<i64> {
    escalation_messages::table
        .filter(escalation_messages::escalation_id.eq(id))
        .count()
        .get_result(conn)
}

/// The call of a client id.
pub(in crate::care) fn find_by_cid(conn: &mut Conn, person: &PersonId, cid: &str) -> QueryResult<Option<Escalation>> {
    escalations::table
        .filter(escalations::person_id.eq(person).and(escalations::cid.eq(cid)))
        .select(Escalation::as_select())
        .first(conn)
        .optional()
}

/// The unanswered call of a person for a place.
pub(in crate::care) fn find_unanswered(
    conn: &mut Conn,
    person: &PersonId,
    place: &Origin,
) -> QueryResult<Option<Escalation>> {
    let mut query = escalations::table
        .filter(escalations::person_id.eq(person))
        .filter(escalations::state.eq(EscalationState::Asked))
        .select(Escalation::as_select())
        .into_boxed();
    query = match place {
        Origin::Room(room) => query.filter(escalations::room_id.eq(room)),
        Origin::Session(session) => query.filter(escalations::session_id.eq(session)),
    };
    query.first(conn).optional()
}

pub(in crate::care) fn find_escalation(conn: &mut Conn, id: &EscalationId) -> QueryResult<Option<Escalation>> {
    escalations::table
        .find(id)
        .select(Escalation::as_select())
        .first(conn)
        .optional()
}

/// A call, locked until the commit.
pub(in crate::care) fn lock_escalation(conn: &mut Conn, id: &EscalationId) -> QueryResult<Option<Escalation>> {
    lock_row(conn, "escalations", id.as_str())?;
    find_escalation(conn, id)
}

/// Somebody's own calls since a time, the newest first.
pub(in crate::care) fn list_own(conn: &mut Conn, person: &PersonId, since: Millis) -> QueryResult<Vec<Escalation>> {
    escalations::table
        .filter(escalations::person_id.eq(person).and(escalations::asked_at.ge(since)))
        .select(Escalation::as_select())
        .order((escalations::asked_at.desc(), escalations::id.desc()))
        .limit(20)
        .load(conn)
}

/// Every call that is not over, the oldest first.
pub(in crate::care) fn list_open(conn: &mut Conn) -> QueryResult<Vec<Escalation>> {
    escalations::table
        .filter(escalations::state.ne(EscalationState::Closed))
        .select(Escalation::as_select())
        .order((escalations::asked_at, escalations::id))
        .limit(500)
        .load(conn)
}

pub(in crate::care) fn update_note(conn: &mut Conn, id: &EscalationId, note: &[u8]) -> QueryResult<usize> {
    diesel::update(escalations::table.find(id))
        .set(escalations::note.eq(note))
        .execute(conn)
}

/// Another turn: who is asked, and when the next are.
pub(in crate::care) fn update_turn(
    conn: &mut Conn,
    id: &EscalationId,
    step: Step,
    turn: i64,
    due_at: Option<Millis>,
) -> QueryResult<usize> {
    diesel::update(escalations::table.find(id))
        .set((
            escalations::step.eq(step),
            escalations::turn.eq(turn),
            escalations::due_at.eq(due_at),
        ))
        .execute(conn)
}

pub(in crate::care) fn update_seen(conn: &mut Conn, row: &Escalation) -> QueryResult<usize> {
    diesel::update(escalations::table.find(&row.id))
        .set((
            escalations::state.eq(EscalationState::Seen),
            escalations::due_at.eq(None::<Millis>),
            escalations::seen_at.eq(row.seen_at),
            escalations::seen_by.eq(&row.seen_by),
            escalations::seen_step.eq(row.seen_step),
            escalations::is_seat_given.eq(row.is_seat_given),
        ))
        .execute(conn)
}

pub(in crate::care) fn update_closed(
    conn: &mut Conn,
    id: &EscalationId,
    by: &PersonId,
    now: Millis,
) -> QueryResult<usize> {
    diesel::update(escalations::table.find(id))
        .set((
            escalations::state.eq(EscalationState::Closed),
            escalations::due_at.eq(None::<Millis>),
            escalations::closed_at.eq(now),
            escalations::closed_by.eq(by),
        ))
        .execute(conn)
}

/// Takes the notes of calls that were over long ago away; how many.
pub(in crate::care) fn update_notes_forgotten(conn: &mut Conn, closed_before: Millis) -> QueryResult<usize> {
    diesel::update(
        escalations::table
            .filter(escalations::closed_at.lt(closed_before))
            .filter(escalations::note.is_not_null()),
    )
    .set(escalations::note.eq(None::<Vec<u8>>))
    .execute(conn)
}

/// Notes that somebody was asked; the step at which it was for the first time stays.
pub(in crate::care) fn insert_page(
    conn: &mut Conn,
    id: &EscalationId,
    person: &PersonId,
    step: Step,
    now: Millis,
) -> QueryResult<()> {
    let insert = diesel::insert_into(escalation_pages::table)
        .values((
            escalation_pages::escalation_id.eq(id),
            escalation_pages::person_id.eq(person),
            escalation_pages::step.eq(step),
            escalation_pages::paged_at.eq(now),
        ))
        .on_conflict_do_nothing();
    native!(conn, |conn| insert.execute(conn)).map(drop)
}

/// As what somebody was asked, if they were.
pub(in crate::care) fn find_page(conn: &mut Conn, id: &EscalationId, person: &PersonId) -> QueryResult<Option<Step>> {
    escalation_pages::table
        .find((id, person))
        .select(escalation_pages::step)
        .first(conn)
        .optional()
}

/// Everybody who was asked.
pub(in crate::care) fn list_paged(conn: &mut Conn, id: &EscalationId) -> QueryResult<Vec<PersonId>> {
    escalation_pages::table
        .filter(escalation_pages::escalation_id.eq(id))
        .select(escalation_pages::person_id)
        .load(conn)
}

//! Who was reminded of what, and how people want it.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{reminder_choices, reminders, sessions};
use crate::ids::PersonId;
use crate::scheduling::reminders::model::LeadTime;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use diesel::prelude::*;

/// Published sessions that start in this time, the next first.
pub fn list_starting(conn: &mut Conn, (from, to): (Millis, Millis)) -> QueryResult<Vec<Session>> {
    sessions::table
        .filter(sessions::state.eq(SessionState::Published))
        .filter(sessions::starts_at.gt(from).and(sessions::starts_at.le(to)))
        .order((sessions::starts_at, sessions::id))
        .select(Session::as_select())
        .load(conn)
}

/// Who was reminded of a session at its present start.
pub fn list_reminded(conn: &mut Conn, session: &Session) -> QueryResult<Vec<PersonId>> {
    reminders::table
        .filter(reminders::session_id.eq(&session.id))
        .filter(reminders::starts_at.eq(session.starts_at))
        .select(reminders::person_id)
        .load(conn)
}

pub fn insert_reminder(conn: &mut Conn, session: &Session, person: &PersonId, now: Millis) -> QueryResult<()> {
    diesel::insert_into(reminders::table)
        .values((
            reminders::session_id.eq(&session.id),
            reminders::person_id.eq(person),
            reminders::starts_at.eq(session.starts_at),
            reminders::sent_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}

/// Forgets of what people were reminded that has started before `then`.
pub fn delete_reminders(conn: &mut Conn, then: Millis) -> QueryResult<()> {
    diesel::delete(reminders::table.filter(reminders::starts_at.lt(then)))
        .execute(conn)
        .map(drop)
}

/// What these people chose; who chose nothing is not in it.
pub fn list_choices(conn: &mut Conn, people: &[PersonId]) -> QueryResult<Vec<(PersonId, LeadTime)>> {
    reminder_choices::table
        .filter(reminder_choices::person_id.eq_any(people))
        .select((reminder_choices::person_id, reminder_choices::lead_time))
        .load(conn)
}

pub fn save_choice(conn: &mut Conn, person: &PersonId, choice: LeadTime) -> QueryResult<()> {
    diesel::delete(reminder_choices::table.find(person)).execute(conn)?;
    diesel::insert_into(reminder_choices::table)
        .values((
            reminder_choices::person_id.eq(person),
            reminder_choices::lead_time.eq(choice),
        ))
        .execute(conn)
        .map(drop)
}

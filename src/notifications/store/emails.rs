//! Emails on their way.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::letters;
use crate::error::Result;
use crate::ids::{LetterId, PersonId};
use crate::mail::Template;
use crate::native;
use crate::notifications::model::{EmailRow, EmailState};
use diesel::dsl::max;
use diesel::prelude::*;

/// Adds an email unless one of its kind waits for the person already; whether it was added.
pub fn insert_email(conn: &mut Conn, email: &EmailRow, created_at: Millis, due_at: Millis) -> Result<bool> {
    let values = (
        letters::id.eq(&email.id),
        letters::person_id.eq(&email.person),
        letters::template.eq(email.template),
        letters::dedup_key.eq(email.key()),
        letters::state.eq(email.state),
        letters::created_at.eq(created_at),
        letters::due_at.eq(due_at),
        letters::tries.eq(email.tries),
    );
    let insert = diesel::insert_into(letters::table)
        .values(values)
        .on_conflict(letters::dedup_key)
        .do_nothing();
    Ok(native!(conn, |conn| insert.execute(conn))? == 1)
}

pub fn find_email(conn: &mut Conn, id: &LetterId) -> Result<Option<EmailRow>> {
    let row: Option<(LetterId, PersonId, Template, EmailState, i64)> = letters::table
        .find(id)
        .select((
            letters::id,
            letters::person_id,
            letters::template,
            letters::state,
            letters::tries,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(id, person, template, state, tries)| EmailRow {
        id,
        person,
        template,
        state,
        tries,
    }))
}

/// When the last email of a kind to a person was sent.
pub fn last_sent(conn: &mut Conn, person: &PersonId, template: Template) -> Result<Option<Millis>> {
    let sent = letters::table
        .filter(letters::person_id.eq(person))
        .filter(letters::template.eq(template))
        .filter(letters::state.eq(EmailState::Sent));
    Ok(sent.select(max(letters::finished_at)).first(conn)?)
}

/// When an email of a kind to a person was last asked for.
pub fn last_asked(conn: &mut Conn, person: &PersonId, template: Template) -> Result<Option<Millis>> {
    let asked = letters::table
        .filter(letters::person_id.eq(person))
        .filter(letters::template.eq(template));
    Ok(asked.select(max(letters::created_at)).first(conn)?)
}

/// The email is about to leave: what happens from now on deserves another one.
pub fn update_leaving(conn: &mut Conn, id: &LetterId) -> Result<()> {
    diesel::update(letters::table.find(id))
        .set(letters::dedup_key.eq(None::<String>))
        .execute(conn)?;
    Ok(())
}

/// Another email of the kind waits for the person.
pub fn has_other_waiting(conn: &mut Conn, email: &EmailRow) -> Result<bool> {
    let other = letters::table
        .filter(letters::dedup_key.eq(email.key()))
        .filter(letters::id.ne(&email.id));
    Ok(diesel::select(diesel::dsl::exists(other)).get_result(conn)?)
}

/// The email waits for the end of the quiet hours.
pub fn update_due(conn: &mut Conn, id: &LetterId, due_at: Millis) -> Result<()> {
    diesel::update(letters::table.find(id))
        .set(letters::due_at.eq(due_at))
        .execute(conn)?;
    Ok(())
}

/// The email waits for another try.
pub fn update_waiting(
    conn: &mut Conn,
    email: &EmailRow,
    due_at: Millis,
    tries: i64,
    error: Option<&str>,
) -> Result<()> {
    diesel::update(letters::table.find(&email.id))
        .set((
            letters::state.eq(EmailState::Waiting),
            letters::dedup_key.eq(email.key()),
            letters::due_at.eq(due_at),
            letters::tries.eq(tries),
            letters::last_error.eq(error),
            letters::finished_at.eq(None::<Millis>),
        ))
        .execute(conn)?;
    Ok(())
}

/// The email is done with.
pub fn update_finished(
    conn: &mut Conn,
    id: &LetterId,
    state: EmailState,
    tries: i64,
    error: Option<&str>,
    now: Millis,
) -> Result<()> {
    diesel::update(letters::table.find(id))
        .set((
            letters::state.eq(state),
            letters::dedup_key.eq(None::<String>),
            letters::tries.eq(tries),
            letters::last_error.eq(error),
            letters::finished_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Emails that should have left before a time.
pub fn list_overdue(conn: &mut Conn, before: Millis) -> Result<Vec<LetterId>> {
    let overdue = letters::table
        .filter(letters::state.eq(EmailState::Waiting))
        .filter(letters::due_at.lt(before));
    Ok(overdue
        .order((letters::due_at, letters::id))
        .limit(1000)
        .select(letters::id)
        .load(conn)?)
}

/// An email that was refused for good or given up.
#[derive(Clone, Debug, Queryable)]
pub struct DeadEmail {
    pub id: LetterId,
    /// When it was given up.
    pub at: Millis,
    /// Why, as a short code.
    pub last_error: String,
    /// How often it was tried.
    pub tries: i64,
}

/// A page of dead emails, newest first.
pub fn page_dead(conn: &mut Conn, after: Option<(Millis, String)>, limit: i64) -> Result<Vec<DeadEmail>> {
    let mut query = letters::table
        .filter(letters::state.eq(EmailState::Dead))
        .order((letters::finished_at.desc(), letters::id.desc()))
        .limit(limit)
        .select((
            letters::id,
            letters::finished_at.assume_not_null(),
            letters::last_error.assume_not_null(),
            letters::tries,
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(
            letters::finished_at
                .lt(at)
                .or(letters::finished_at.eq(at).and(letters::id.lt(id))),
        );
    }
    Ok(query.load(conn)?)
}

//! Sends reminders that are due, one transaction a session.

use super::model::{EARLIEST, LeadTime, remind_at};
use super::store;
use crate::accounts::Context;
use crate::clock::{DAY, MINUTE, Millis};
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::jobs::{Failure, Registry};
use crate::notifications::api::NoticeKind;
use crate::scheduling::notices::actions::{notify_at, people_of};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::{notices, places, sessions};
use std::collections::HashMap;

/// Reminds everybody who is due; every five minutes.
pub const SEND_REMINDERS: &str = "scheduling.send_reminders";
const EVERY: Millis = 5 * MINUTE;
/// How long it is known that somebody was reminded.
const KEPT: Millis = DAY;

/// Reminds everybody who is due. Running it again, or on another node at the same time, reminds nobody twice.
pub(crate) async fn send_reminders(db: &Db) -> Result<()> {
    let now = db.now();
    let due = db.read(move |conn| {
        let mut due = vec![];
        for session in store::list_starting(conn, (now, now + EARLIEST))? {
            if !due_people(conn, &session, now)?.is_empty() {
                due.push(session.id);
            }
        }
        Ok(due)
    });
    for id in due.await? {
        remind(db, id).await?;
    }
    db.write(move |tx| Ok(store::delete_reminders(tx.conn(), now - KEPT)?))
        .await
}

async fn remind(db: &Db, id: SessionId) -> Result<()> {
    db.write(move |tx| {
        let Some(session) = sessions::store::lock_session(tx.conn(), &id)? else {
            return Ok(());
        };
        let now = tx.now();
        if session.state != SessionState::Published || session.starts_at <= now {
            return Ok(());
        }
        for person in due_people(tx.conn(), &session, now)? {
            store::insert_reminder(tx.conn(), &session, &person, now)?;
            let page = format!("/sessions/{}", session.id);
            notify_at(tx, &session, NoticeKind::SessionReminder, &person, page)?;
        }
        Ok(())
    })
    .await
}

/// Who is to be reminded of a session now and has not been.
fn due_people(conn: &mut Conn, session: &Session, now: Millis) -> Result<Vec<PersonId>> {
    let people = people_of(conn, session)?;
    let choices: HashMap<PersonId, LeadTime> = store::list_choices(conn, &people)?.into_iter().collect();
    let bookings = places::store::list_bookings(conn, std::slice::from_ref(&session.id))?;
    let added: HashMap<PersonId, Millis> = bookings
        .into_iter()
        .map(|(booking, _)| (booking.person_id, booking.added_at))
        .collect();
    let reminded = store::list_reminded(conn, session)?;
    let pending = notices::store::list_notices(conn, &session.id)?;
    let slot = session.slot();
    let mut due = vec![];
    for person in people {
        let known_at = added
            .get(&person)
            .map_or(session.placed_at, |at| session.placed_at.max(*at));
        let choice = choices.get(&person).copied().unwrap_or(LeadTime::Evening);
        let is_due = remind_at(choice, &slot, known_at)?.is_some_and(|at| at <= now);
        let has_news = pending.iter().any(|row| row.person_id == person);
        if is_due && !has_news && !reminded.contains(&person) {
            due.push(person);
        }
    }
    Ok(due)
}

/// When the caller wants to be reminded.
pub(crate) async fn set_reminders(ctx: &Context, choice: LeadTime) -> Result<()> {
    ctx.write(move |tx, who| Ok(store::save_choice(tx.conn(), &who.person, choice)?))
        .await
}

#[must_use]
pub(crate) fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry.every(SEND_REMINDERS, EVERY, move |_| {
        let db = db.clone();
        async move { send_reminders(&db).await.map_err(Failure::from) }
    })
}

//! Who is notified of a change, and when. A change can be undone for a while, so what each person knew before the first change is kept, and
//! they get the result in one notice when the undo time is over. Of a session that is about to start they are notified at once.

use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::{Conn, Db, Tx};
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::jobs;
use crate::jobs::NewJob;
use crate::notifications::api::{NewNotice, NoticeKind, notify_in};
use crate::scheduling::notices::store::PendingNotice;
use crate::scheduling::sessions::state::{SessionState, UNDO_CANCEL};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{intake, notices, places, sessions, types};
use serde_json::json;

/// Notices of a change wait at most so long, however often the session changes again.
pub const NOTICES_AT_MOST: Millis = 30 * MINUTE;

/// Of a session that starts within this time people are notified at once.
pub const NOTICES_AT_ONCE: Millis = HOUR;

/// The kind of the job that notifies people when the undo time of a session's changes is over; `{session_id}`.
pub const SEND_NOTICES: &str = "scheduling.tell_news";

/// A session before a change, and who was on it.
pub(crate) struct Snapshot {
    session: Option<Session>,
    people: Vec<PersonId>,
}

impl Snapshot {
    /// Before its first line.
    pub(crate) fn nothing() -> Self {
        Snapshot {
            session: None,
            people: vec![],
        }
    }

    /// As it is now, before the change.
    pub(crate) fn read(conn: &mut Conn, session: &Session) -> Result<Self> {
        Ok(Snapshot {
            session: Some(session.clone()),
            people: people_of(conn, session)?,
        })
    }

    fn is_on(&self, person: &PersonId) -> bool {
        let is_on_calendar = self.session.as_ref().is_some_and(|session| session.state.claims());
        is_on_calendar && self.people.contains(person)
    }
}

/// Everybody who is on the session or has booked a place, and the intake that it is for.
pub(crate) fn people_of(conn: &mut Conn, session: &Session) -> Result<Vec<PersonId>> {
    let ids = std::slice::from_ref(&session.id);
    let seats = assignments::store::list_assignments(conn, ids)?.into_iter();
    let mut people: Vec<PersonId> = seats
        .filter(|(seat, _)| seat.state.is_active())
        .map(|(seat, _)| seat.person_id)
        .collect();
    let bookings = places::store::list_bookings(conn, ids)?;
    people.extend(bookings.into_iter().map(|(booking, _)| booking.person_id));
    if let Some(cohort) = &session.cohort_id {
        let intake = intake::store::list_cohort(conn, cohort)?;
        people.extend(intake.into_iter().map(|(id, _)| id));
    }
    people.sort();
    people.dedup();
    Ok(people)
}

/// Schedules the notices of a change, except for whoever made it.
pub(crate) fn schedule_notices(tx: &mut Tx<'_>, was: &Snapshot, session: &Session, actor: &PersonId) -> Result<()> {
    let now = tx.now();
    let people = people_of(tx.conn(), session)?;
    let noted = notices::store::list_notices(tx.conn(), &session.id)?;
    let old = was.session.as_ref().unwrap_or(session);
    let is_same_place = place_of(old) == place_of(session);
    let mut due = vec![];
    for person in was
        .people
        .iter()
        .chain(people.iter().filter(|id| !was.people.contains(id)))
    {
        if person == actor {
            notices::store::delete_notice(tx.conn(), &session.id, person)?;
            continue;
        }
        let (was_on, is_on) = (was.is_on(person), session.state.claims() && people.contains(person));
        if was_on == is_on && (is_same_place || !is_on) {
            continue;
        }
        if let Some(row) = noted.iter().find(|row| row.person_id == *person) {
            let due_at = due_at(old, session, now).min(row.changed_at + NOTICES_AT_MOST).max(now);
            notices::store::update_due(tx.conn(), row, due_at)?;
            due.push(due_at);
            continue;
        }
        let row = PendingNotice {
            session_id: session.id.clone(),
            person_id: person.clone(),
            was_on,
            was_cancelled: old.state == SessionState::Cancelled,
            was_starts_at: old.starts_at,
            was_ends_at: old.ends_at,
            was_room_id: old.room_id.clone(),
            changed_at: now,
            due_at: due_at(old, session, now),
        };
        notices::store::insert_notice(tx.conn(), &row)?;
        due.push(row.due_at);
    }
    due.sort_unstable();
    due.dedup();
    for at in due {
        let payload = json!({ "session_id": session.id });
        jobs::enqueue(tx, &NewJob::new(SEND_NOTICES, payload).at(at))?;
    }
    Ok(())
}

fn place_of(session: &Session) -> (Millis, Millis, &str) {
    (session.starts_at, session.ends_at, session.room_id.as_str())
}

/// When the undo time is over; now, when somebody may be on the way already.
fn due_at(old: &Session, session: &Session, now: Millis) -> Millis {
    let is_near = |session: &Session| (now..now + NOTICES_AT_ONCE).contains(&session.starts_at);
    if is_near(old) || is_near(session) {
        now
    } else {
        now + UNDO_CANCEL
    }
}

/// Somebody changed their own part: what waited for them is nothing new.
pub(crate) fn drop_notice(tx: &mut Tx<'_>, session: &SessionId, person: &PersonId) -> Result<()> {
    Ok(notices::store::delete_notice(tx.conn(), session, person)?)
}

/// Notifies those for whom the undo time of a session's changes is over. Changes of several dates of a series that are due together
/// are one notice for a person. Running it again notifies nobody.
pub async fn send_due_notices(db: &Db, id: SessionId) -> Result<()> {
    db.write(move |tx| {
        let Some(session) = sessions::store::find_session(tx.conn(), &id)? else {
            return Ok(());
        };
        let now = tx.now();
        let mut ids = vec![id.clone()];
        if let Some(series) = &session.series_id {
            ids.extend(notices::store::list_due_of_series(tx.conn(), series, now)?);
        }
        ids.sort();
        ids.dedup();
        let mut news: Vec<(PersonId, NoticeKind, Session)> = vec![];
        for id in &ids {
            let Some(session) = sessions::store::lock_session(tx.conn(), id)? else {
                continue;
            };
            for (person, kind) in due_news(tx, &session, now)? {
                news.push((person, kind, session.clone()));
            }
        }
        news.sort_by(|a, b| (&a.0, a.2.starts_at, &a.2.id).cmp(&(&b.0, b.2.starts_at, &b.2.id)));
        for of_person in news.chunk_by(|a, b| a.0 == b.0) {
            match of_person {
                [(person, kind, session)] => notify_one(tx, session, *kind, person)?,
                [(person, _, session), ..] => notify_of_many(tx, session, person, of_person.len())?,
                [] => {}
            }
        }
        Ok(())
    })
    .await
}

/// Takes what is due out of the waiting rows of a session: who is to be notified of what.
fn due_news(tx: &mut Tx<'_>, session: &Session, now: Millis) -> Result<Vec<(PersonId, NoticeKind)>> {
    let people = people_of(tx.conn(), session)?;
    // nobody is notified of what was put into the past (scheduling 3); taken back, it is compared with what they knew before
    if session.state == SessionState::Published && session.placed_at > session.starts_at {
        return Ok(vec![]);
    }
    let mut news = vec![];
    for row in notices::store::list_notices(tx.conn(), &session.id)? {
        if row.due_at > now {
            continue;
        }
        notices::store::delete_notice(tx.conn(), &session.id, &row.person_id)?;
        let is_on = session.state.claims() && people.contains(&row.person_id);
        if let (true, Some(kind)) = (session.ends_at > now, kind_of(&row, session, is_on)) {
            news.push((row.person_id, kind));
        }
    }
    Ok(news)
}

/// What has become of it for somebody; nothing, if everything is as they know it.
fn kind_of(row: &PendingNotice, session: &Session, is_on: bool) -> Option<NoticeKind> {
    let is_moved = (row.was_starts_at, row.was_ends_at, row.was_room_id.as_str()) != place_of(session);
    match (row.was_on, is_on) {
        (false, true) if row.was_cancelled => Some(NoticeKind::SessionRestored),
        (false, true) => Some(NoticeKind::SessionAdded),
        (true, false) if session.state == SessionState::Cancelled => Some(NoticeKind::SessionCancelled),
        (true, false) => Some(NoticeKind::SessionRemoved),
        (true, true) if is_moved => Some(NoticeKind::SessionMoved),
        _ => None,
    }
}

/// Notifies these people at once, except who did it.
pub(crate) fn notify_people(
    tx: &mut Tx<'_>,
    session: &Session,
    news: NoticeKind,
    actor: &PersonId,
    people: &[PersonId],
) -> Result<()> {
    let mut people: Vec<&PersonId> = people.iter().filter(|id| *id != actor).collect();
    people.sort();
    people.dedup();
    people
        .into_iter()
        .try_for_each(|person| notify_one(tx, session, news, person))
}

fn notify_one(tx: &mut Tx<'_>, session: &Session, kind: NoticeKind, person: &PersonId) -> Result<()> {
    notify_at(tx, session, kind, person, format!("/sessions/{}", session.id))
}

/// Several dates of a series have changed for somebody; its page shows which.
fn notify_of_many(tx: &mut Tx<'_>, session: &Session, person: &PersonId, count: usize) -> Result<()> {
    let link = match &session.series_id {
        Some(series) => format!("/series/{series}"),
        None => format!("/sessions/{}", session.id),
    };
    let notice = NewNotice {
        person: person.clone(),
        kind: NoticeKind::SeriesChanged,
        params: json!({ "title": title_of(tx.conn(), session)?, "count": count }),
        link,
    };
    notify_in(tx, notice)
}

fn title_of(conn: &mut Conn, session: &Session) -> Result<serde_json::Value> {
    let kind = types::store::find_type(conn, &session.studio_id, &session.type_code)?;
    Ok(match kind {
        Some(kind) if session.title.is_empty() => json!(kind.name()),
        _ => json!(session.title),
    })
}

/// One notice about a session that leads to this page.
pub(crate) fn notify_at(
    tx: &mut Tx<'_>,
    session: &Session,
    kind: NoticeKind,
    person: &PersonId,
    link: String,
) -> Result<()> {
    let studio = districts::studio(tx.conn(), &session.studio_id)?.map(|studio| studio.name);
    let title = title_of(tx.conn(), session)?;
    let notice = NewNotice {
        person: person.clone(),
        kind,
        params: json!({
            "title": title,
            "date": session.local_date,
            "time": session.local_start,
            "studio": studio,
        }),
        link,
    };
    notify_in(tx, notice)
}

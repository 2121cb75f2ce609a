//! Who came: a sheet that several devices fill, some of them later (scheduling case 25).

use super::Kit;
use super::change::credit_later;
use crate::accounts::access::{Caller, Standing};
use crate::accounts::model::Nickname;
use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{AttendanceId, PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::events::session_changed;
use crate::scheduling::model::{AttendanceStatus, Place, Recorded, SHEET_CLOSES, SessionState, Verb, roster_window};
use crate::scheduling::store;
use crate::scheduling::store::attendance::Attendance;
use crate::scheduling::store::sessions::Session;
use std::collections::{HashMap, HashSet};

/// Who is meant by an entry.
#[derive(Clone, Debug)]
pub enum Who {
    /// By id.
    Person(PersonId),
    /// By nickname, as people say it.
    Nickname(String),
}

/// One tap on the sheet.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The device's own id of the tap.
    pub cid: String,
    /// Who.
    pub who: Who,
    /// Came or not.
    pub status: AttendanceStatus,
    /// For how long; the whole session when absent.
    pub minutes: Option<i64>,
    /// As what; what they are booked or seated as when absent.
    pub place: Option<Place>,
    /// When the tap was made, by the device.
    pub recorded_at: Millis,
}

/// Saves taps and the number of those without a name. Sending the same again changes nothing; of two taps for one
/// person the later one stands, whichever arrives first.
pub async fn record_attendance(
    kit: &Kit,
    caller: Caller,
    id: SessionId,
    entries: Vec<Entry>,
    unnamed_count: i64,
) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            let now = inner.clock.now();
            seen.must(&standing, Verb::Attendance, now)?;
            let session = seen.session;
            if now < roster_window(session.span()).from_at || now > session.ends_at + SHEET_CLOSES {
                return Err(Error::new(Code::WrongState, "The sheet is not open at this time."));
            }
            let wanted = read(tx.conn(), &session, &entries, now)?;
            let mut is_changed = merge(tx, &inner, &session, wanted, &caller.person)?;
            if unnamed_count != session.unnamed_count {
                store::attendance::update_unnamed(tx.conn(), &id, unnamed_count)?;
                is_changed = true;
            }
            if is_changed {
                tx.after_commit(session_changed(&session));
                if matches!(session.state, SessionState::Delivered | SessionState::Closed) {
                    credit_later(tx, &inner, &id)?;
                }
            }
            Ok(())
        })
        .await
}

/// Turns entries into records of known people; every refused field is named.
fn read(conn: &mut Conn, session: &Session, entries: &[Entry], now: Millis) -> Result<Vec<Recorded>> {
    let (mut keys, mut ids) = (vec![], vec![]);
    for entry in entries {
        match &entry.who {
            Who::Person(id) => ids.push(id.clone()),
            Who::Nickname(name) => keys.push(Nickname::key_of(name)),
        }
    }
    let by_name: HashMap<String, PersonId> = store::attendance::list_by_nickname_keys(conn, &keys)?
        .into_iter()
        .collect();
    let known: HashSet<PersonId> = store::attendance::list_known(conn, &ids)?.into_iter().collect();
    let places = usual_places(conn, session)?;
    let window = roster_window(session.span());
    let mut refused = Error::from(Code::Invalid);
    let mut unknown = Error::from(Code::UnknownNickname);
    let mut wanted = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let person = match &entry.who {
            Who::Person(id) => known.get(id).cloned(),
            Who::Nickname(name) => by_name.get(&Nickname::key_of(name)).cloned(),
        };
        let Some(person) = person else {
            unknown = unknown.and_field(format!("entries[{at}].nickname"), "unknown_nickname");
            continue;
        };
        // a device whose clock is ahead must not win for ever (scheduling case 34)
        let recorded_at = entry.recorded_at.min(now);
        if recorded_at < window.from_at || recorded_at >= window.to_at {
            refused = refused.and_field(format!("entries[{at}].recorded_at"), "out_of_range");
        }
        let place = entry
            .place
            .or_else(|| places.get(&person).copied())
            .unwrap_or(Place::Participant);
        let minutes = match entry.status {
            AttendanceStatus::Here => entry.minutes.unwrap_or_else(|| session.minutes()),
            _ => 0,
        };
        if !(0..=session.minutes()).contains(&minutes) {
            refused = refused.and_field(format!("entries[{at}].minutes"), "out_of_range");
        }
        wanted.push(Recorded {
            person,
            status: entry.status,
            place,
            minutes,
            cid: entry.cid.clone(),
            recorded_at,
        });
    }
    if !unknown.fields.is_empty() {
        return Err(unknown);
    }
    if !refused.fields.is_empty() {
        return Err(refused);
    }
    Ok(wanted)
}

/// As what each person is booked or seated.
fn usual_places(conn: &mut Conn, session: &Session) -> Result<HashMap<PersonId, Place>> {
    let ids = std::slice::from_ref(&session.id);
    let mut places: HashMap<PersonId, Place> = store::staff::list_assignments(conn, ids)?
        .into_iter()
        .filter(|(seat, _)| seat.state.holds())
        .map(|(seat, _)| (seat.person_id, seat.role.place()))
        .collect();
    for (booking, _) in store::staff::list_bookings(conn, ids)? {
        places.insert(booking.person_id, booking.place);
    }
    Ok(places)
}

fn merge(tx: &mut Tx<'_>, kit: &Kit, session: &Session, wanted: Vec<Recorded>, recorder: &PersonId) -> Result<bool> {
    let stored = store::attendance::list_attendances(tx.conn(), &session.id)?;
    let mut rows: HashMap<PersonId, Attendance> = stored
        .into_iter()
        .map(|(row, _)| (row.person_id.clone(), row))
        .collect();
    let mut is_changed = false;
    for recorded in wanted {
        if let Some(other) = rows.values().find(|row| row.cid == recorded.cid)
            && other.person_id != recorded.person
        {
            return Err(Error::field("cid", "taken"));
        }
        let old = rows.get(&recorded.person);
        if old.is_some_and(|old| !recorded.replaces(old.recorded_at, &old.cid)) {
            continue;
        }
        let is_new = old.is_none();
        let row = Attendance {
            id: old.map_or_else(|| AttendanceId::mint(&kit.clock, &kit.chance), |old| old.id.clone()),
            session_id: session.id.clone(),
            person_id: recorded.person.clone(),
            status: recorded.status,
            place: recorded.place,
            minutes: recorded.minutes,
            cid: recorded.cid,
            recorder_id: recorder.clone(),
            recorded_at: recorded.recorded_at,
            saved_at: kit.clock.now(),
        };
        if is_new {
            store::attendance::insert_attendance(tx.conn(), &row)?;
        } else {
            store::attendance::update_attendance(tx.conn(), &row)?;
        }
        is_changed = true;
        rows.insert(recorded.person, row);
    }
    Ok(is_changed)
}

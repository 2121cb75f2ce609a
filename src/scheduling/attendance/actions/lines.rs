//! Writing one line: by name where the person agreed to be written down, as a number where not (safety 15).

use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::ids::{AttendanceId, PersonId, SessionId};
use crate::keys::Keys;
use crate::scheduling::attendance;
use crate::scheduling::attendance::actions::roster::Roster;
use crate::scheduling::attendance::model::{
    AttendanceStatus, CorrectionReason, HeadCount, LineReview, Recorded, TapOutcome, TapSource, on_our_clock,
};
use crate::scheduling::attendance::recording::{Entry, Recording};
use crate::scheduling::attendance::store::{Attendance, AttendanceEvent, Marked, Pressed};
use crate::scheduling::sessions::store::Session;
use std::collections::{HashMap, HashSet};

/// Who writes where, with what, and when.
pub struct Writing<'a> {
    pub keys: &'a Keys,
    pub session: &'a Session,
    pub recorder: &'a PersonId,
    pub device: &'a str,
    pub sent_at: Option<Millis>,
    pub source: TapSource,
    pub reason: Option<CorrectionReason>,
    pub now: Millis,
}

/// The sheet while it is written on.
pub struct Lines<'a> {
    writing: Writing<'a>,
    roster: &'a Roster,
    consenting: HashSet<PersonId>,
    rows: HashMap<PersonId, Attendance>,
    marked: HashMap<String, Marked>,
    presses: HashMap<String, Pressed>,
    is_changed: bool,
}

impl<'a> Lines<'a> {
    pub fn load(
        conn: &mut Conn,
        writing: Writing<'a>,
        roster: &'a Roster,
        consenting: Vec<PersonId>,
        recording: &Recording,
    ) -> Result<Self> {
        let session = &writing.session.id;
        let mut cids: Vec<String> = recording.entries.iter().map(|entry| entry.cid.to_string()).collect();
        cids.extend(recording.unnamed.iter().map(|count| count.cid.to_string()));
        let stored = attendance::store::list_attendances(conn, session)?;
        Ok(Lines {
            presses: attendance::store::list_presses(conn, session, &cids)?,
            marked: attendance::store::list_marked(conn, session)?,
            rows: stored
                .into_iter()
                .map(|(row, _)| (row.person_id.clone(), row))
                .collect(),
            consenting: consenting.into_iter().collect(),
            is_changed: false,
            roster,
            writing,
        })
    }

    /// One tap for somebody.
    pub fn write(&mut self, tx: &mut Tx<'_>, entry: &Entry, person: PersonId) -> Result<TapOutcome> {
        let most = self.writing.session.minutes();
        let minutes = match entry.status {
            AttendanceStatus::Here => entry.minutes.unwrap_or(most),
            _ => 0,
        };
        if !(0..=most).contains(&minutes) {
            return Ok(TapOutcome::OutOfRange);
        }
        let recorded = Recorded {
            status: entry.status,
            place: entry.place.unwrap_or_else(|| self.roster.usual_place(&person)),
            minutes,
            cid: entry.cid.clone(),
            device_at: entry.recorded_at,
            tapped_at: self.moment(entry.recorded_at),
            person,
        };
        let mark = self.mark_of(&recorded.person);
        if let Some((person, other)) = self.presses.get(recorded.cid.as_str()) {
            let is_same = person.as_ref() == Some(&recorded.person) || other.as_ref() == Some(&mark);
            return Ok(if is_same { TapOutcome::Known } else { TapOutcome::Taken });
        }
        if self.roster.is_staff(&recorded.person) || self.consenting.contains(&recorded.person) {
            self.write_name(tx, recorded, &mark)
        } else {
            self.write_number(tx, &recorded, mark)
        }
    }

    /// By the server's clock. A correction is made now.
    fn moment(&self, device_at: Millis) -> Millis {
        match self.writing.source {
            TapSource::Correction => self.writing.now,
            _ => on_our_clock(device_at, self.writing.sent_at, self.writing.now),
        }
    }

    fn mark_of(&self, person: &PersonId) -> String {
        let what = format!("{}/{person}", self.writing.session.id);
        self.writing.keys.token("attendance_mark", &what)
    }

    fn write_name(&mut self, tx: &mut Tx<'_>, recorded: Recorded, mark: &str) -> Result<TapOutcome> {
        let session = &self.writing.session.id;
        if self.marked.remove(mark).is_some() {
            // agreed since: one number less, one name more
            attendance::store::delete_marked(tx.conn(), session, Some(mark))?;
            self.is_changed = true;
        }
        let event = AttendanceEvent {
            person_id: Some(recorded.person.clone()),
            ..self.event(tx, &recorded)
        };
        self.insert(tx, event)?;
        let old = self.rows.get(&recorded.person);
        if old.is_some_and(|old| !recorded.replaces(old.recorded_at, &old.cid)) {
            return Ok(TapOutcome::Known);
        }
        let standing = self.standing(&recorded, old);
        let id = old.map(|old| old.id.clone());
        let is_new = id.is_none();
        let row = Attendance {
            id: id.unwrap_or_else(|| tx.mint::<AttendanceId>()),
            session_id: session.clone(),
            person_id: recorded.person.clone(),
            status: recorded.status,
            place: recorded.place,
            minutes: recorded.minutes,
            cid: recorded.cid.to_string(),
            recorder_id: self.writing.recorder.clone(),
            recorded_at: recorded.tapped_at,
            saved_at: self.writing.now,
            standing,
        };
        if is_new {
            attendance::store::insert_attendance(tx.conn(), &row)?;
        } else {
            attendance::store::update_attendance(tx.conn(), &row)?;
        }
        self.rows.insert(recorded.person, row);
        self.is_changed = true;
        Ok(if standing == LineReview::Waiting {
            TapOutcome::Waiting
        } else {
            TapOutcome::Saved
        })
    }

    /// The same facts again keep what was decided of them; somebody else's word for them decides what was only one's own.
    fn standing(&self, recorded: &Recorded, old: Option<&Attendance>) -> LineReview {
        let is_booked = self.roster.is_booked(&recorded.person, recorded.place);
        let must_wait = recorded.must_wait(self.writing.recorder, is_booked);
        let facts = |old: &&Attendance| {
            (old.status, old.place, old.minutes) == (recorded.status, recorded.place, recorded.minutes)
        };
        match (old.filter(facts).map(|old| old.standing), must_wait) {
            (Some(decided @ (LineReview::Confirmed | LineReview::Refused)), _) => decided,
            (Some(LineReview::Plain), _) | (_, false) => LineReview::Plain,
            (_, true) => LineReview::Waiting,
        }
    }

    /// Whoever did not agree is counted, and what stood by name from before goes (safety 15).
    fn write_number(&mut self, tx: &mut Tx<'_>, recorded: &Recorded, mark: String) -> Result<TapOutcome> {
        let session = &self.writing.session.id;
        if self.rows.remove(&recorded.person).is_some() {
            attendance::store::delete_attendance(tx.conn(), session, &recorded.person)?;
            attendance::store::delete_of_person(tx.conn(), session, &recorded.person)?;
            self.is_changed = true;
        }
        let event = AttendanceEvent {
            mark: Some(mark.clone()),
            ..self.event(tx, recorded)
        };
        self.insert(tx, event)?;
        let newest = self.marked.get(&mark);
        if newest.is_none_or(|newest| recorded.replaces(newest.tapped_at, &newest.cid)) {
            let marked = Marked {
                status: recorded.status,
                tapped_at: recorded.tapped_at,
                cid: recorded.cid.to_string(),
            };
            self.marked.insert(mark, marked);
            self.is_changed = true;
        }
        Ok(TapOutcome::Unnamed)
    }

    /// What the device has counted without names.
    pub fn count(&mut self, tx: &mut Tx<'_>, count: &HeadCount) -> Result<TapOutcome> {
        if self.presses.contains_key(count.cid.as_str()) {
            return Ok(TapOutcome::Known);
        }
        let event = AttendanceEvent {
            unnamed_count: Some(count.count),
            press: Some(count.press),
            ..self.blank(tx, count.cid.to_string(), count.device_at)
        };
        self.insert(tx, event)?;
        Ok(TapOutcome::Saved)
    }

    /// Whether anything on the sheet is other than before; brings the number without names up to it.
    pub fn finish(self, tx: &mut Tx<'_>) -> Result<bool> {
        let session = self.writing.session;
        let unnamed = counted_now(tx.conn(), &session.id)?;
        if unnamed != session.unnamed_count {
            attendance::store::update_unnamed(tx.conn(), &session.id, unnamed)?;
        }
        Ok(self.is_changed || unnamed != session.unnamed_count)
    }

    fn insert(&mut self, tx: &mut Tx<'_>, event: AttendanceEvent) -> Result<()> {
        attendance::store::insert_event(tx.conn(), &event)?;
        self.presses.insert(event.cid, (event.person_id, event.mark));
        Ok(())
    }

    fn event(&self, tx: &Tx<'_>, recorded: &Recorded) -> AttendanceEvent {
        AttendanceEvent {
            status: Some(recorded.status),
            place: Some(recorded.place),
            minutes: Some(recorded.minutes),
            ..self.blank(tx, recorded.cid.to_string(), recorded.device_at)
        }
    }

    fn blank(&self, tx: &Tx<'_>, cid: String, device_at: Millis) -> AttendanceEvent {
        let session = self.writing.session;
        AttendanceEvent {
            id: tx.mint::<String>(),
            session_id: session.id.clone(),
            person_id: None,
            mark: None,
            status: None,
            place: None,
            minutes: None,
            unnamed_count: None,
            press: None,
            cid,
            device: self.writing.device.to_owned(),
            device_at,
            tapped_at: self.moment(device_at),
            saved_at: self.writing.now,
            source: self.writing.source,
            recorder_id: Some(self.writing.recorder.clone()),
            reason: self.writing.reason,
        }
    }
}

/// How many came without a name: what each device has counted, and those who are kept as a number.
pub(crate) fn counted_now(conn: &mut Conn, session: &SessionId) -> Result<i64> {
    let counted = attendance::store::list_counted(conn, session)?;
    let marked = attendance::store::list_marked(conn, session)?;
    let here = marked.values().filter(|marked| marked.status == AttendanceStatus::Here);
    let by_devices: i64 = counted.values().map(|counted| counted.count).sum();
    let marked = i64::try_from(here.count()).unwrap_or(i64::MAX);
    Ok(by_devices.saturating_add(marked).clamp(0, 1000))
}

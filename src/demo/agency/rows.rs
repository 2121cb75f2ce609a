//! The rows that planning, staffing, attendance and closing leave of one session.

use super::places::Place;
use super::timetable::{Line, RoomChoice};
use crate::clock::{Clock, DAY, MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{
    AssignmentEventId, AssignmentId, AttendanceId, ClaimId, CohortId, DeviceId, Minter, PersonId, SeriesId, SessionId,
    TapId,
};
use crate::scheduling::attendance::model::{AttendanceStatus, LineReview, TapSource};
use crate::scheduling::attendance::store::{Attendance, AttendanceEvent, insert_attendances, insert_presses};
use crate::scheduling::claims::store::{Claim, Resource, insert_claims};
use crate::scheduling::places::store::{Booking, insert_bookings};
use crate::scheduling::roles::{AssignmentState, Place as SeatPlace, StaffRole};
use crate::scheduling::sessions::state::{CancelReason, SessionState, SessionVerb};
use crate::scheduling::sessions::store::{Session, SessionEvent, insert_events, insert_sessions};
use crate::scheduling::slot::Slot;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::staffing::assignments::store::{
    Assignment, AssignmentEvent, insert_assignment_events, insert_assignments,
};
use crate::scheduling::types::model::SessionType;

const HALL_CAPACITY: i64 = 24;
const SMALL_CAPACITY: i64 = 12;
/// Set-up and clear-away time of the invented rooms.
const SEED_BUFFER: Millis = 15 * MINUTE;
/// How long before its start a session was planned.
const PLANNED_AHEAD: Millis = 21 * DAY;

/// One session, decided but not written.
pub(super) struct Wanted<'a> {
    pub(super) place: &'a Place,
    pub(super) line: &'a Line,
    pub(super) kind: &'a SessionType,
    pub(super) slot: Slot,
    pub(super) state: SessionState,
    pub(super) people: i64,
    pub(super) series: Option<(SeriesId, String)>,
    pub(super) cohort: Option<CohortId>,
    pub(super) module: Option<&'static str>,
    pub(super) staff: Vec<(PersonId, StaffRole)>,
    /// Who was on the staff and is not any more.
    pub(super) withdrawn: Option<PersonId>,
    /// Who have booked a place.
    pub(super) booked: Vec<PersonId>,
    /// Who were there, or should have been.
    pub(super) attended: Vec<(PersonId, AttendanceStatus)>,
    pub(super) unnamed: i64,
    /// Whoever leads alone has written their own line, and nobody has confirmed it.
    pub(super) waits: bool,
}

/// The rows of many sessions.
#[derive(Clone, Default)]
pub(super) struct Rows {
    sessions: Vec<Session>,
    claims: Vec<Claim>,
    assignments: Vec<Assignment>,
    changes: Vec<AssignmentEvent>,
    bookings: Vec<Booking>,
    attendances: Vec<Attendance>,
    presses: Vec<AttendanceEvent>,
    events: Vec<SessionEvent>,
}

impl Rows {
    pub(super) fn count(&self) -> usize {
        self.sessions.len()
    }

    pub(super) fn insert(&self, tx: &mut Tx<'_>) -> Result<()> {
        let conn = tx.conn();
        insert_sessions(conn, &self.sessions)?;
        insert_claims(conn, self.claims.clone())?;
        insert_assignments(conn, &self.assignments)?;
        insert_assignment_events(conn, &self.changes)?;
        insert_bookings(conn, &self.bookings)?;
        insert_attendances(conn, &self.attendances)?;
        insert_presses(conn, &self.presses)?;
        Ok(insert_events(conn, &self.events)?)
    }

    /// Adds a session; its id.
    pub(super) fn add(&mut self, wanted: Wanted<'_>, ids: Minter<'_>, clock: &Clock, now: Millis) -> SessionId {
        let id = ids.mint::<SessionId>();
        let span = wanted.slot.span;
        let planned_at = (span.from_at - PLANNED_AHEAD).min(now - 60 * MINUTE);
        clock.set(planned_at);
        let history = history(&wanted, planned_at);
        let room = match wanted.line.room {
            RoomChoice::Hall => (&wanted.place.venue.hall, HALL_CAPACITY),
            RoomChoice::Small => (&wanted.place.venue.small, SMALL_CAPACITY),
        };
        let at = |verb: SessionVerb| history.iter().find(|row| row.0 == verb).map(|row| row.1);
        let cancelled_at = at(SessionVerb::Cancel);
        let (series_id, occurrence_key) = wanted.series.clone().unzip();
        self.sessions.push(Session {
            id: id.clone(),
            series_id,
            occurrence_key,
            type_code: wanted.line.type_code.into(),
            district_id: wanted.place.venue.district.clone(),
            studio_id: wanted.place.venue.studio.clone(),
            room_id: room.0.clone(),
            cohort_id: wanted.cohort.clone(),
            phase_module: wanted.module.map(Into::into),
            title: String::new(),
            note: String::new(),
            starts_at: span.from_at,
            ends_at: span.to_at,
            local_date: wanted.slot.local_date.clone(),
            local_start: wanted.slot.local_start.clone(),
            zone: wanted.slot.zone.clone(),
            state: wanted.state,
            capacity: wanted.kind.max_people.min(room.1),
            people: Some(wanted.people),
            unnamed_count: wanted.unnamed,
            row_version: history.len() as i64,
            ical_uid: id.to_string(),
            ical_sequence: i64::from(cancelled_at.is_some()),
            cancel_reason: cancelled_at.map(|_| CancelReason::LowNumbers),
            cancelled_at,
            cancelled_from: cancelled_at.map(|_| SessionState::Published),
            warnings: "[]".into(),
            delivered_at: at(SessionVerb::Deliver),
            closed_at: at(SessionVerb::Close),
            placed_at: planned_at,
        });
        for (number, (verb, at, state)) in history.into_iter().enumerate() {
            self.events.push(SessionEvent {
                session_id: id.clone(),
                row_version: number as i64 + 1,
                at,
                actor_id: Some(match verb {
                    SessionVerb::Plan | SessionVerb::Cancel => wanted.place.coordinator.clone(),
                    _ => wanted.staff[0].0.clone(),
                }),
                verb,
                state,
                detail: "{}".into(),
            });
        }
        self.staff(&wanted, &id, ids, planned_at);
        self.claims(&wanted, &id, ids, room.0.as_str());
        for person in &wanted.booked {
            self.bookings.push(Booking {
                session_id: id.clone(),
                person_id: person.clone(),
                place: SeatPlace::Participant,
                added_by: wanted.place.coordinator.clone(),
                added_at: planned_at,
            });
        }
        if matches!(wanted.state, SessionState::Delivered | SessionState::Closed) {
            self.sheet(&wanted, &id, ids);
        }
        id
    }

    /// Assignments with their history: everybody was assigned with the plan.
    fn staff(&mut self, wanted: &Wanted<'_>, id: &SessionId, ids: Minter<'_>, planned_at: Millis) {
        let is_over = matches!(wanted.state, SessionState::Delivered | SessionState::Closed);
        let here = if is_over {
            AssignmentState::Done
        } else {
            AssignmentState::Accepted
        };
        let gone = wanted.withdrawn.iter().map(|person| (person, StaffRole::CoLead));
        let gone = gone.map(|(person, role)| (person, role, AssignmentState::Withdrawn));
        let on_it = wanted.staff.iter().map(|(person, role)| (person, *role, here));
        for (person, role, state) in on_it.chain(gone) {
            self.assignments.push(Assignment {
                id: ids.mint::<AssignmentId>(),
                session_id: id.clone(),
                person_id: person.clone(),
                role,
                state,
                starts_at: wanted.slot.span.from_at,
            });
            let mut change = |kind, at| {
                self.changes.push(AssignmentEvent {
                    id: ids.mint::<AssignmentEventId>(),
                    session_id: id.clone(),
                    person_id: person.clone(),
                    role,
                    kind,
                    actor_id: Some(wanted.place.coordinator.clone()),
                    at,
                });
            };
            change(AssignmentEventKind::Assigned, planned_at);
            if !state.is_active() {
                change(AssignmentEventKind::Withdrawn, planned_at + MINUTE);
            }
        }
    }

    fn claims(&mut self, wanted: &Wanted<'_>, id: &SessionId, ids: Minter<'_>, room: &str) {
        if !wanted.state.claims() {
            return;
        }
        let span = wanted.slot.span;
        let taken = wanted
            .staff
            .iter()
            .map(|(person, _)| (Resource::Person, person.as_str(), span));
        let room = (Resource::Room, room, span.widened(SEED_BUFFER));
        for (resource_kind, resource, busy) in taken.chain([room]) {
            self.claims.push(Claim {
                id: ids.mint::<ClaimId>(),
                resource_kind,
                resource_id: resource.to_owned(),
                session_id: Some(id.clone()),
                block_id: None,
                busy_from: busy.from_at,
                busy_to: busy.to_at,
                state: "confirmed",
            });
        }
    }

    /// Lines and presses: whoever leads writes the sheet, the second person the line of the lead.
    fn sheet(&mut self, wanted: &Wanted<'_>, id: &SessionId, ids: Minter<'_>) {
        let lead = &wanted.staff[0].0;
        let second = wanted.staff.get(1).map(|(person, _)| person);
        let at = wanted.slot.span.from_at + 5 * MINUTE;
        let device = ids.mint::<DeviceId>().to_string();
        let press = |cid: &str, recorder: &PersonId| AttendanceEvent {
            id: ids.mint(),
            session_id: id.clone(),
            person_id: None,
            mark: None,
            status: None,
            place: None,
            minutes: None,
            unnamed_count: None,
            press: None,
            cid: cid.to_owned(),
            device: device.clone(),
            device_at: at,
            tapped_at: at,
            saved_at: at,
            source: TapSource::Tap,
            recorder_id: Some(recorder.clone()),
            reason: None,
        };
        let came = wanted.attended.iter();
        let came = came.map(|(person, status)| (person, *status, SeatPlace::Participant, lead, LineReview::Plain));
        let staff = wanted.staff.iter().map(|(person, role)| {
            let other = if person == lead { second } else { Some(lead) };
            let (recorder, review) = match other {
                Some(other) => (other, LineReview::Plain),
                None if wanted.waits => (person, LineReview::Waiting),
                None => (&wanted.place.coordinator, LineReview::Plain),
            };
            (person, AttendanceStatus::Here, role.place(), recorder, review)
        });
        for (person, status, place, recorder, standing) in came.chain(staff) {
            let cid = ids.mint::<TapId>().to_string();
            let minutes = match status {
                AttendanceStatus::Here => wanted.slot.minutes(),
                _ => 0,
            };
            self.presses.push(AttendanceEvent {
                person_id: Some(person.clone()),
                status: Some(status),
                place: Some(place),
                minutes: Some(minutes),
                ..press(&cid, recorder)
            });
            self.attendances.push(Attendance {
                id: ids.mint::<AttendanceId>(),
                session_id: id.clone(),
                person_id: person.clone(),
                status,
                place,
                minutes,
                cid,
                recorder_id: recorder.clone(),
                recorded_at: at,
                saved_at: at,
                standing,
            });
        }
        if wanted.unnamed > 0 {
            self.presses.push(AttendanceEvent {
                unnamed_count: Some(wanted.unnamed),
                press: Some(1),
                ..press(ids.mint::<TapId>().as_str(), lead)
            });
        }
    }
}

/// What was done to the session, when, and its state after it: one row for each version.
fn history(wanted: &Wanted<'_>, planned_at: Millis) -> Vec<(SessionVerb, Millis, SessionState)> {
    use SessionState::{Cancelled, Closed, Delivered, Draft, Published, Running};
    let span = wanted.slot.span;
    let ran = (SessionVerb::Run, span.from_at - 10 * MINUTE, Running);
    let delivered = (SessionVerb::Deliver, span.to_at, Delivered);
    let mut rows = vec![(SessionVerb::Plan, planned_at, Published)];
    match wanted.state {
        Draft => rows[0].2 = Draft,
        Cancelled => {
            let at = (span.from_at - 2 * DAY).max(planned_at + MINUTE);
            rows.push((SessionVerb::Cancel, at.min(planned_at + 19 * DAY), Cancelled));
        }
        Running => rows.push(ran),
        Delivered => rows.extend([ran, delivered]),
        Closed => rows.extend([ran, delivered, (SessionVerb::Close, span.to_at + 20 * MINUTE, Closed)]),
        _ => {}
    }
    rows
}

//! The attendance sheet as somebody sees it (safety 8 and 10): names for those who conduct the session, from 24 hours
//! before to 24 hours after; counts for the others, and for everybody later.

use super::access::{Seen, Sight};
use super::model::{AttendanceStatus, Place, SHEET_CLOSES, SeatRole, Verb, roster_window};
use super::store;
use crate::accounts::access::{Standing, allowed};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use serde::Serialize;
use std::collections::HashSet;

/// One person on the sheet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SheetEntry {
    /// The device's id of the tap that stands.
    pub cid: String,
    /// Who.
    pub person_id: PersonId,
    /// Their nickname.
    pub nickname: String,
    /// Came or not.
    pub status: AttendanceStatus,
    /// For how long.
    pub minutes: i64,
    /// As what.
    pub place: Place,
    /// When it was tapped.
    pub recorded_at: Millis,
    /// Has a staff seat.
    pub is_staff: bool,
}

/// Somebody who is expected and not yet on the sheet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExpectedPerson {
    /// Who.
    pub person_id: PersonId,
    /// Their nickname.
    pub nickname: String,
    /// As what.
    pub place: Place,
    /// Has a staff seat.
    pub is_staff: bool,
}

/// Who came.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttendanceSheet {
    /// Of which session.
    pub session_id: SessionId,
    /// By name; empty when hidden.
    pub entries: Vec<SheetEntry>,
    /// Expected and not yet tapped; empty when hidden.
    pub expected: Vec<ExpectedPerson>,
    /// How many came by name.
    pub named_count: i64,
    /// How many came without a name.
    pub unnamed_count: i64,
    /// Nothing more is taken.
    pub is_frozen: bool,
    /// The session's version.
    pub row_version: i64,
    /// The reader sees counts only.
    pub is_hidden: bool,
}

/// The sheet for somebody who sees the session in full.
pub(super) fn sheet(conn: &mut Conn, standing: &Standing, seen: &Seen, now: Millis) -> Result<AttendanceSheet> {
    allowed(seen.sight(standing) == Some(Sight::Full))?;
    let session = &seen.session;
    let ids = std::slice::from_ref(&session.id);
    let window = roster_window(session.span());
    let is_open = window.from_at <= now && now < window.to_at;
    let is_hidden = !(is_open && seen.seat.is_some_and(SeatRole::conducts));
    let mut sheet = AttendanceSheet {
        session_id: session.id.clone(),
        entries: vec![],
        expected: vec![],
        named_count: store::attendance::count_here(conn, ids)?
            .first()
            .map_or(0, |(_, count)| *count),
        unnamed_count: session.unnamed_count,
        is_frozen: now > session.ends_at + SHEET_CLOSES
            || !session.state.allows(Verb::Attendance, session.span(), None, now),
        row_version: session.row_version,
        is_hidden,
    };
    if is_hidden {
        return Ok(sheet);
    }
    let mut expected = expected(conn, seen)?;
    let staff: HashSet<PersonId> = expected
        .iter()
        .filter(|person| person.is_staff)
        .map(|person| person.person_id.clone())
        .collect();
    for (row, nickname) in store::attendance::list_attendances(conn, &session.id)? {
        expected.retain(|person| person.person_id != row.person_id);
        sheet.entries.push(SheetEntry {
            is_staff: staff.contains(&row.person_id),
            cid: row.cid,
            person_id: row.person_id,
            nickname,
            status: row.status,
            minutes: row.minutes,
            place: row.place,
            recorded_at: row.recorded_at,
        });
    }
    sheet.expected = expected;
    Ok(sheet)
}

/// Staff, booked places, the intake; each person once.
fn expected(conn: &mut Conn, seen: &Seen) -> Result<Vec<ExpectedPerson>> {
    let ids = std::slice::from_ref(&seen.session.id);
    let mut found: Vec<ExpectedPerson> = store::staff::list_assignments(conn, ids)?
        .into_iter()
        .filter(|(seat, _)| seat.state.holds())
        .map(|(seat, nickname)| ExpectedPerson {
            person_id: seat.person_id,
            nickname,
            place: seat.role.place(),
            is_staff: true,
        })
        .collect();
    let mut add = |person_id: PersonId, nickname: String, place: Place| {
        if !found.iter().any(|person| person.person_id == person_id) {
            found.push(ExpectedPerson {
                person_id,
                nickname,
                place,
                is_staff: false,
            });
        }
    };
    for (booking, nickname) in store::staff::list_bookings(conn, ids)? {
        add(booking.person_id, nickname, booking.place);
    }
    if let Some(cohort) = &seen.session.cohort_id {
        for (person, nickname) in store::staff::list_cohort(conn, cohort)? {
            add(person, nickname, Place::Participant);
        }
    }
    Ok(found)
}

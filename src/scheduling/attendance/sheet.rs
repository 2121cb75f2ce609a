//! The attendance sheet as somebody sees it (safety 8, 10): names for those who conduct the session, from 24 hours
//! before to 24 hours after; counts for the others, and for everybody later. Whoever corrects a sheet asks for its names, which
//! is recorded.

use crate::accounts::access::{Permissions, allowed};
use crate::accounts::api as accounts;
use crate::accounts::model::Purpose;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{DeviceId, PersonId, SessionId};
use crate::scheduling::access::{Seen, Sight};
use crate::scheduling::attendance::model::{
    AttendanceStatus, LineReview, SHEET_CLOSES, SHEET_FREEZES, SHEET_OPENS, TapSource, roster_window,
};
use crate::scheduling::attendance::recording::Verdict;
use crate::scheduling::attendance::store::Counted;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{attendance, intake, places};
use serde::Serialize;
use std::collections::HashSet;

/// One person on the sheet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SheetEntry {
    /// The device's id of the tap that stands.
    pub cid: String,
    pub person_id: PersonId,
    pub nickname: String,
    pub status: AttendanceStatus,
    pub minutes: i64,
    pub place: Place,
    /// When it was tapped.
    pub recorded_at: Millis,
    /// Is on the staff of the session.
    pub is_staff: bool,
    /// Whether it may be credited, or waits for a supervisor.
    pub standing: LineReview,
}

/// Somebody who is expected and not yet on the sheet.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct ExpectedPerson {
    pub person_id: PersonId,
    pub nickname: String,
    pub place: Place,
    /// Is on the staff of the session.
    pub is_staff: bool,
}

/// Somebody who usually comes, offered to whoever sees the names.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Regular {
    pub person_id: PersonId,
    pub nickname: String,
}

/// What the asking device has counted without names.
#[derive(Clone, Copy, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct OwnCount {
    /// The whole count, not what was added.
    pub count: i64,
    /// By which of its presses.
    pub press: i64,
}

/// The attendance sheet as the reader may see it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AttendanceSheet {
    pub session_id: SessionId,
    /// By name; empty when hidden.
    pub entries: Vec<SheetEntry>,
    /// Expected and not yet tapped; empty when hidden.
    pub expected: Vec<ExpectedPerson>,
    /// Who came to at least two of the last six sessions of the series and is not on the sheet; empty when hidden.
    pub regulars: Vec<Regular>,
    /// How many came by name.
    pub named_count: i64,
    /// How many are expected by name or stand on the sheet.
    pub people_count: i64,
    /// How many came without a name.
    pub unnamed_count: i64,
    /// What of that the asking device has counted.
    pub own_unnamed: OwnCount,
    /// When those who lead may begin to write.
    pub opens_at: Millis,
    /// How the reader may write on it now: as whoever leads (`tap`), or later with a reason (`correction`).
    #[schema(required = true)]
    pub writes: Option<TapSource>,
    /// Nothing more is taken from the reader.
    pub is_frozen: bool,
    pub row_version: i64,
    /// The reader sees counts only.
    pub is_hidden: bool,
    /// The reader may ask for the names, to correct them; that is recorded.
    pub may_ask_names: bool,
    /// What became of each press, in the answer to a change.
    pub verdicts: Vec<Verdict>,
}

/// How somebody asks for a sheet.
#[derive(Clone, Debug, Default)]
pub struct SheetRequest {
    pub device: Option<DeviceId>,
    /// With the names, by whoever corrects.
    pub names: bool,
}

/// Whether somebody may ask for the names: whoever corrects the sheets of the district, as long as it can be corrected.
pub(crate) fn may_ask_names(who: &Permissions, seen: &Seen, now: Millis) -> bool {
    let session = &seen.session;
    let is_time = roster_window(session.span()).from_at <= now && now < session.ends_at + SHEET_FREEZES;
    is_time && seen.corrects(who)
}

/// The sheet for somebody who sees the session in full.
pub(crate) fn sheet(
    conn: &mut Conn,
    who: &Permissions,
    seen: &Seen,
    asked: &SheetRequest,
    now: Millis,
) -> Result<AttendanceSheet> {
    allowed(seen.sight(who) == Some(Sight::Full))?;
    let session = &seen.session;
    let window = roster_window(session.span());
    let is_open = window.from_at <= now && now < window.to_at;
    let may_ask_names = may_ask_names(who, seen, now);
    let conducts_now = is_open && seen.role.is_some_and(StaffRole::conducts);
    let sees_names = conducts_now || (asked.names && may_ask_names);
    let is_hidden = !sees_names;
    let entries = attendance::store::list_attendances(conn, &session.id)?;
    let mut expected = expected(conn, session)?;
    let staff: HashSet<PersonId> = expected
        .iter()
        .filter(|person| person.is_staff)
        .map(|person| person.person_id.clone())
        .collect();
    expected.retain(|person| entries.iter().all(|(row, _)| row.person_id != person.person_id));
    let here = entries.iter().filter(|(row, _)| row.status == AttendanceStatus::Here);
    let own = match &asked.device {
        Some(device) => attendance::store::list_counted(conn, &session.id)?
            .get(device.as_str())
            .copied()
            .unwrap_or_default(),
        None => Counted::default(),
    };
    let lasts = if seen.corrects(who) {
        SHEET_FREEZES
    } else {
        SHEET_CLOSES
    };
    let mut sheet = AttendanceSheet {
        session_id: session.id.clone(),
        named_count: count(here.count()),
        people_count: count(entries.len() + expected.len()),
        entries: vec![],
        expected: vec![],
        regulars: vec![],
        unnamed_count: session.unnamed_count,
        own_unnamed: OwnCount {
            count: own.count,
            press: own.press,
        },
        opens_at: session.starts_at - SHEET_OPENS,
        writes: seen.writes_sheet(who, now).ok(),
        is_frozen: now >= session.ends_at + lasts
            || !session.state.allows(SessionVerb::Attendance, session.span(), None, now),
        row_version: session.row_version,
        is_hidden,
        may_ask_names,
        verdicts: vec![],
    };
    if is_hidden {
        return Ok(sheet);
    }
    let regulars = regulars(conn, session)?.into_iter().filter(|(person, _)| {
        let is_listed = expected.iter().any(|other| other.person_id == *person);
        !is_listed && entries.iter().all(|(row, _)| row.person_id != *person)
    });
    sheet.regulars = regulars
        .map(|(person_id, nickname)| Regular { person_id, nickname })
        .collect();
    for (row, nickname) in entries {
        sheet.entries.push(SheetEntry {
            is_staff: staff.contains(&row.person_id),
            cid: row.cid,
            person_id: row.person_id,
            nickname,
            status: row.status,
            minutes: row.minutes,
            place: row.place,
            recorded_at: row.recorded_at,
            standing: row.standing,
        });
    }
    sheet.expected = expected;
    Ok(sheet)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Who came often to the series of a session and agrees to be written down.
pub(crate) fn regulars(conn: &mut Conn, session: &Session) -> Result<Vec<(PersonId, String)>> {
    let Some(series) = &session.series_id else {
        return Ok(vec![]);
    };
    let mut often = attendance::store::list_regulars(conn, series, session.starts_at, &session.district_id)?;
    let ids: Vec<PersonId> = often.iter().map(|(person, _)| person.clone()).collect();
    let agreed: HashSet<PersonId> = accounts::list_consenting(conn, &ids, Purpose::Attend)?
        .into_iter()
        .collect();
    often.retain(|(person, _)| agreed.contains(person));
    Ok(often)
}

/// Every place that somebody has on a session, by assignment or booking.
pub(crate) fn places(conn: &mut Conn, session: &SessionId) -> Result<HashSet<(PersonId, Place)>> {
    let ids = std::slice::from_ref(session);
    let mut places: HashSet<(PersonId, Place)> = assignments::store::list_assignments(conn, ids)?
        .into_iter()
        .filter(|(seat, _)| seat.state.is_active())
        .map(|(seat, _)| (seat.person_id, seat.role.place()))
        .collect();
    let booked = places::store::list_bookings(conn, ids)?.into_iter();
    places.extend(booked.map(|(booking, _)| (booking.person_id, booking.place)));
    Ok(places)
}

/// Staff, booked places, the intake; each person once, and nobody whose account is closed.
pub(crate) fn expected(conn: &mut Conn, session: &Session) -> Result<Vec<ExpectedPerson>> {
    let ids = std::slice::from_ref(&session.id);
    let mut found: Vec<ExpectedPerson> = assignments::store::list_assignments(conn, ids)?
        .into_iter()
        .filter(|(seat, _)| seat.state.is_active())
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
    for (booking, nickname) in places::store::list_bookings(conn, ids)? {
        add(booking.person_id, nickname, booking.place);
    }
    if let Some(cohort) = &session.cohort_id {
        for (person, nickname) in intake::store::list_cohort(conn, cohort)? {
            add(person, nickname, Place::Participant);
        }
    }
    let ids: Vec<PersonId> = found.iter().map(|person| person.person_id.clone()).collect();
    let closed = attendance::store::list_closed(conn, &ids)?;
    found.retain(|person| !closed.contains(&person.person_id));
    Ok(found)
}

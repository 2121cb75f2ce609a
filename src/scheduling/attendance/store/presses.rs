//! Everything that was written on a sheet, one row a press; rows are never changed, only forgotten.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{attendance_decisions, attendance_events};
use crate::ids::{PersonId, SessionId};
use crate::native;
use crate::scheduling::attendance::model::{AttendanceStatus, CorrectionReason, TapSource};
use crate::scheduling::roles::Place;
use diesel::prelude::*;
use std::collections::HashMap;

/// One press: of a person by name, of somebody who is kept as a number (`mark`), or of those without a name.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = attendance_events)]
pub struct AttendanceEvent {
    pub id: String,
    pub session_id: SessionId,
    pub person_id: Option<PersonId>,
    /// A keyed hash that tells two presses for one person from presses for two; good for this session, gone a day after it.
    pub mark: Option<String>,
    pub status: Option<AttendanceStatus>,
    pub place: Option<Place>,
    pub minutes: Option<i64>,
    /// What the device has counted in all.
    pub unnamed_count: Option<i64>,
    /// The device's number of that.
    pub press: Option<i64>,
    /// The device's id of the press.
    pub cid: String,
    pub device: String,
    /// When, by the device.
    pub device_at: Millis,
    /// When, by the server's clock.
    pub tapped_at: Millis,
    /// When it reached the server.
    pub saved_at: Millis,
    pub source: TapSource,
    /// Who pressed; nobody for what the program forgot.
    pub recorder_id: Option<PersonId>,
    /// Why it was corrected.
    pub reason: Option<CorrectionReason>,
}

/// For whom a press stands: by name, or by the mark of somebody who is kept as a number; for nobody where people were counted.
pub type Pressed = (Option<PersonId>, Option<String>);

/// The newest press of somebody who is kept as a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    pub status: AttendanceStatus,
    /// When, by the server's clock.
    pub tapped_at: Millis,
    pub cid: String,
}

/// What one device has counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// The whole count, not what was added.
    pub count: i64,
    /// By which of its presses.
    pub press: i64,
}

pub fn insert_event(conn: &mut Conn, event: &AttendanceEvent) -> QueryResult<()> {
    diesel::insert_into(attendance_events::table)
        .values(event)
        .execute(conn)
        .map(drop)
}

/// Many at once, for seeds.
pub fn insert_presses(conn: &mut Conn, events: &[AttendanceEvent]) -> QueryResult<()> {
    for events in events.chunks(500) {
        native!(conn, |c| diesel::insert_into(attendance_events::table)
            .values(events)
            .execute(c))?;
    }
    Ok(())
}

/// For whom these presses of a sheet stand.
pub fn list_presses(conn: &mut Conn, session: &SessionId, cids: &[String]) -> QueryResult<HashMap<String, Pressed>> {
    let rows: Vec<(String, Option<PersonId>, Option<String>)> = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::cid.eq_any(cids))
        .select((
            attendance_events::cid,
            attendance_events::person_id,
            attendance_events::mark,
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(cid, person, mark)| (cid, (person, mark)))
        .collect())
}

/// The newest press of each of those who are kept as a number.
pub fn list_marked(conn: &mut Conn, session: &SessionId) -> QueryResult<HashMap<String, Marked>> {
    let rows: Vec<(Option<String>, Option<AttendanceStatus>, Millis, String)> = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::mark.is_not_null())
        .order((attendance_events::tapped_at, attendance_events::cid))
        .select((
            attendance_events::mark,
            attendance_events::status,
            attendance_events::tapped_at,
            attendance_events::cid,
        ))
        .load(conn)?;
    let newest = rows.into_iter().filter_map(|(mark, status, tapped_at, cid)| {
        let marked = Marked {
            status: status?,
            tapped_at,
            cid,
        };
        Some((mark?, marked))
    });
    Ok(newest.collect())
}

/// What each device has counted by its newest press.
pub fn list_counted(conn: &mut Conn, session: &SessionId) -> QueryResult<HashMap<String, Counted>> {
    let rows: Vec<(String, Option<i64>, Option<i64>)> = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::press.is_not_null())
        .order((attendance_events::press, attendance_events::id))
        .select((
            attendance_events::device,
            attendance_events::unnamed_count,
            attendance_events::press,
        ))
        .load(conn)?;
    let mut counted: HashMap<String, Counted> = HashMap::new();
    for (device, count, press) in rows {
        let (Some(count), Some(press)) = (count, press) else {
            continue;
        };
        let newest = counted.entry(device).or_insert(Counted { count, press });
        // of two with one number the first stands: a repeat is no news
        if press > newest.press {
            *newest = Counted { count, press };
        }
    }
    Ok(counted)
}

/// Forgets by name what was pressed for somebody on this sheet.
pub fn delete_of_person(conn: &mut Conn, session: &SessionId, person: &PersonId) -> QueryResult<()> {
    let rows = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::person_id.eq(person));
    diesel::delete(rows).execute(conn).map(drop)
}

/// Forgets the marks of a sheet, or one of them.
pub fn delete_marked(conn: &mut Conn, session: &SessionId, only: Option<&str>) -> QueryResult<()> {
    let rows = attendance_events::table
        .filter(attendance_events::session_id.eq(session))
        .filter(attendance_events::mark.is_not_null());
    match only {
        Some(mark) => diesel::delete(rows.filter(attendance_events::mark.eq(mark))).execute(conn),
        None => diesel::delete(rows).execute(conn),
    }
    .map(drop)
}

/// What a supervisor decided of a line.
#[derive(Insertable)]
#[diesel(table_name = attendance_decisions)]
pub struct Decision<'a> {
    pub session_id: &'a SessionId,
    pub cid: &'a str,
    pub person_id: &'a PersonId,
    pub is_confirmed: bool,
    pub decided_by: &'a PersonId,
    pub decided_at: Millis,
}

pub fn insert_decision(conn: &mut Conn, decision: &Decision<'_>) -> QueryResult<()> {
    diesel::insert_into(attendance_decisions::table)
        .values(decision)
        .execute(conn)
        .map(drop)
}

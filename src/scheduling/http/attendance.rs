//! The attendance sheet.

use crate::accounts::access::{Caller, Standing};
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look;
use crate::scheduling::actions::{self, Entry, Kit, Who};
use crate::scheduling::model::{AttendanceStatus, Place};
use crate::scheduling::sheet::{self as reading, AttendanceSheet};
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// One tap. Either `person_id` or `nickname` says who.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceEntry {
    cid: String,
    person_id: Option<PersonId>,
    nickname: Option<String>,
    status: AttendanceStatus,
    minutes: Option<i64>,
    place: Option<Place>,
    recorded_at: Millis,
}

/// Taps, and how many came without a name.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAttendance {
    entries: Vec<AttendanceEntry>,
    unnamed_count: i64,
}

/// Most entries of one request.
const MOST_ENTRIES: usize = 200;

impl RecordAttendance {
    fn read(self) -> Result<(Vec<Entry>, i64)> {
        if self.entries.len() > MOST_ENTRIES {
            return Err(Error::field("entries", "too_long"));
        }
        let entries = self.entries.into_iter().enumerate();
        let entries = entries.map(|(at, entry)| entry.read(at)).collect::<Result<_>>()?;
        Ok((entries, field::number("unnamed_count", self.unnamed_count, 0, 1000)?))
    }
}

impl AttendanceEntry {
    fn read(self, at: usize) -> Result<Entry> {
        let who = match (self.person_id, self.nickname) {
            (Some(id), None) => Who::Person(id),
            (None, Some(name)) => Who::Nickname(field::text(&format!("entries[{at}].nickname"), &name, 1, 40)?),
            _ => return Err(Error::field(format!("entries[{at}].person_id"), "one_of_two")),
        };
        Ok(Entry {
            cid: field::text(&format!("entries[{at}].cid"), &self.cid, 1, 64)?,
            who,
            status: self.status,
            minutes: self.minutes,
            place: self.place,
            recorded_at: self.recorded_at,
        })
    }
}

async fn sheet_of(kit: &Kit, caller: Caller, id: SessionId) -> Result<AttendanceSheet> {
    let now = kit.clock.now();
    kit.db
        .read(move |conn| {
            let standing = Standing::load(conn, &caller)?;
            let seen = look(conn, &standing, &id)?;
            reading::sheet(conn, &standing, &seen, now)
        })
        .await
}

/// Who came.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/attendance", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = AttendanceSheet), (status = 404)))]
pub async fn sheet(kit: Kit, caller: Caller, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&sheet_of(&kit, caller, id.0).await?))
}

/// Saves taps; sending the same again changes nothing.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/attendance", tag = "scheduling", request_body = RecordAttendance,
    params(("id" = String, Path)), responses((status = 200, body = AttendanceSheet), (status = 404, description = "unknown_nickname")))]
pub async fn record_attendance(
    kit: Kit,
    caller: Caller,
    id: Path<SessionId>,
    body: Json<RecordAttendance>,
) -> Result<HttpResponse> {
    let (entries, unnamed) = body.0.read()?;
    actions::record_attendance(&kit, caller.clone(), id.0.clone(), entries, unnamed).await?;
    Ok(json::ok(&sheet_of(&kit, caller, id.0).await?))
}

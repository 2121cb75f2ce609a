//! The attendance sheet.

use crate::accounts::Context;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{DeviceId, PersonId, SessionId, TapId};
use crate::scheduling::attendance;
use crate::scheduling::attendance::actions;
use crate::scheduling::attendance::actions::decide::LineDecision;
use crate::scheduling::attendance::model::{AttendanceStatus, CorrectionReason, HeadCount, Sender, TapSource};
use crate::scheduling::attendance::recording::{Entry, Recording, Who};
use crate::scheduling::attendance::sheet::{AttendanceSheet, SheetRequest};
use crate::scheduling::attendance::waiting::{WaitingLines, waiting_lines};
use crate::scheduling::roles::Place;
use crate::web::device_time::DeviceTime;
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// One tap. Either `person_id` or `nickname` says who.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceEntry {
    /// The device's own id of the tap: a UUID, made once and sent with every attempt.
    cid: String,
    person_id: Option<PersonId>,
    nickname: Option<String>,
    status: AttendanceStatus,
    minutes: Option<i64>,
    place: Option<Place>,
    recorded_at: Millis,
}

/// What a device has counted without names: all of it, not what was added.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnnamedPress {
    /// The device's own id of the press, a UUID.
    cid: String,
    /// The device's number of the press; the highest stands.
    press: i64,
    /// Less than nothing takes off what another device counted.
    count: i64,
    recorded_at: Millis,
}

/// Taps, and what the device has counted without names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordAttendance {
    /// The device, by a UUID that it made for itself.
    device: String,
    #[serde(default)]
    entries: Vec<AttendanceEntry>,
    unnamed: Option<UnnamedPress>,
    /// Why, when a coordinator or supervisor corrects.
    reason: Option<CorrectionReason>,
}

/// Most entries of one request.
const MOST_ENTRIES: usize = 200;

fn tap_id(field: &str, text: &str) -> Result<TapId> {
    TapId::parse(text).ok_or_else(|| Error::field(field, "bad_id"))
}

impl RecordAttendance {
    fn read(self, sent_at: Option<Millis>) -> Result<Recording> {
        if self.entries.len() > MOST_ENTRIES {
            return Err(Error::field("entries", "too_long"));
        }
        let entries = self.entries.into_iter().enumerate();
        Ok(Recording {
            sender: Sender {
                device: DeviceId::parse(&self.device).ok_or_else(|| Error::field("device", "bad_id"))?,
                sent_at,
            },
            entries: entries.map(|(at, entry)| entry.read(at)).collect::<Result<_>>()?,
            unnamed: self.unnamed.map(UnnamedPress::read).transpose()?,
            reason: self.reason,
        })
    }
}

impl UnnamedPress {
    fn read(self) -> Result<HeadCount> {
        Ok(HeadCount {
            cid: tap_id("unnamed.cid", &self.cid)?,
            press: field::number("unnamed.press", self.press, 0, i64::MAX)?,
            count: field::number("unnamed.count", self.count, -1000, 1000)?,
            device_at: self.recorded_at,
        })
    }
}

impl AttendanceEntry {
    fn read(self, at: usize) -> Result<Entry> {
        let who = match (self.person_id, self.nickname) {
            (Some(id), None) => Who::Person(id),
            (None, Some(name)) => {
                let name = name.trim().to_owned();
                if name.is_empty() || name.chars().count() > 40 {
                    return Err(Error::field(format!("entries[{at}].nickname"), "not_allowed"));
                }
                Who::Nickname(name)
            }
            _ => return Err(Error::field(format!("entries[{at}].person_id"), "one_of_two")),
        };
        Ok(Entry {
            cid: tap_id(&format!("entries[{at}].cid"), &self.cid)?,
            who,
            status: self.status,
            minutes: self.minutes,
            place: self.place,
            recorded_at: self.recorded_at,
        })
    }
}

/// How the sheet is asked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SheetQuery {
    /// From which device: its own count of people without a name is in the answer.
    #[param(value_type = Option<String>)]
    device: Option<DeviceId>,
    /// With the names, for whoever corrects; the audit records it.
    names: Option<bool>,
}

/// The attendance sheet of a session.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/attendance", tag = "scheduling",
    params(("id" = String, Path), SheetQuery), responses((status = 200, body = AttendanceSheet), (status = 404)))]
pub async fn sheet(ctx: Context, id: Path<SessionId>, query: Query<SheetQuery>) -> Result<HttpResponse> {
    let asked = SheetRequest {
        device: query.0.device,
        names: query.0.names.unwrap_or(false),
    };
    Ok(json::ok(&actions::read::read_sheet(&ctx, id.0, asked).await?))
}

/// Saves taps, each by itself; sending the same again changes nothing. `verdicts` says what became of each.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/attendance", tag = "scheduling", request_body = RecordAttendance,
    params(("id" = String, Path),
        ("device-time" = Option<i64>, Header, description = "What the device's clock says when it sends, in milliseconds UTC")),
    responses((status = 200, body = AttendanceSheet), (status = 409, description = "sheet_closed, sheet_frozen, wrong_state")))]
pub async fn record_attendance(
    ctx: Context,
    id: Path<SessionId>,
    time: DeviceTime,
    body: Json<RecordAttendance>,
) -> Result<HttpResponse> {
    let recording = body.0.read(time.0)?;
    let device = recording.sender.device.clone();
    let written = attendance::actions::record_attendance(&ctx, id.0.clone(), recording).await?;
    let (source, verdicts) = written;
    let asked = SheetRequest {
        device: Some(device),
        names: source == TapSource::Correction,
    };
    let mut sheet = actions::read::read_sheet(&ctx, id.0, asked).await?;
    sheet.verdicts = verdicts;
    Ok(json::ok(&sheet))
}

/// Yes or no to a line that waits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideLine {
    person_id: PersonId,
    /// The press that stood when the line was read.
    cid: String,
    is_confirmed: bool,
}

/// Decisions about lines that wait, all or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideAttendance {
    lines: Vec<DecideLine>,
}

/// Decides lines that wait for a supervisor; the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/attendance/decisions", tag = "scheduling",
    request_body = DecideAttendance, params(("id" = String, Path)),
    responses((status = 204), (status = 403, description = "second_person_needed"), (status = 409, description = "row_changed")))]
pub async fn decide_attendance(
    ctx: Context,
    id: Path<SessionId>,
    body: Json<DecideAttendance>,
) -> Result<HttpResponse> {
    if body.0.lines.len() > MOST_ENTRIES {
        return Err(Error::field("lines", "too_long"));
    }
    let choices = body.0.lines.into_iter().map(|line| LineDecision {
        person: line.person_id,
        cid: line.cid,
        is_confirmed: line.is_confirmed,
    });
    actions::decide::decide_attendance(&ctx, id.0, choices.collect()).await?;
    Ok(json::no_content())
}

/// How much of it.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WaitingQuery {
    /// How many lines, 1 to 200; 100 when absent.
    limit: Option<i64>,
}

/// What waits for me as a supervisor.
#[utoipa::path(get, path = "/api/v1/attendance/waiting", tag = "scheduling",
    params(WaitingQuery), responses((status = 200, body = WaitingLines)))]
pub async fn waiting_attendance(ctx: Context, query: Query<WaitingQuery>) -> Result<HttpResponse> {
    let limit = query.0.limit.unwrap_or(100).clamp(1, 200);
    Ok(json::ok(&waiting_lines(&ctx, limit).await?))
}

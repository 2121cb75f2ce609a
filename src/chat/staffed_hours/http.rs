//! Staffed hours: when the member rooms of a district, or one of them, are staffed (safety 41).

use crate::accounts::access::Caller;
use crate::chat::staffed_hours::model::Hours;
use crate::chat::{Chat, actions, views};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{ChatRoomId, DistrictId};
use crate::local_time::{END_OF_DAY, minute_of, minute_text};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};

/// The hours of a weekday.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffedSpan {
    /// ISO: 1 is Monday.
    weekday: i64,
    /// `HH:MM` in the district's zone.
    from: String,
    /// `HH:MM`, up to 24:00.
    to: String,
}

/// When rooms are staffed. Without any span the default holds: 09:00 to 21:00 every day.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffedWeek {
    hours: Vec<StaffedSpan>,
}

fn minutes(field_name: &str, text: &str) -> Result<i64> {
    if text == "24:00" {
        return Ok(END_OF_DAY);
    }
    let time = field::time(field_name, text)?;
    Ok(minute_of(time))
}

impl StaffedWeek {
    fn of(mut hours: Vec<Hours>) -> Self {
        hours.sort_unstable();
        let span = |(weekday, from, to)| StaffedSpan {
            weekday,
            from: minute_text(from),
            to: minute_text(to),
        };
        StaffedWeek {
            hours: hours.into_iter().map(span).collect(),
        }
    }

    /// The spans in order; refused when they are more than four a day on average, turned round, or over one another.
    fn hours(&self) -> Result<Vec<Hours>> {
        if self.hours.len() > 28 {
            return Err(Error::field("hours", "too_long"));
        }
        let mut hours = vec![];
        for span in &self.hours {
            let weekday = field::number("weekday", span.weekday, 1, 7)?;
            let (from, to) = (minutes("from", &span.from)?, minutes("to", &span.to)?);
            if from >= to {
                return Err(Error::field("to", "out_of_range"));
            }
            hours.push((weekday, from, to));
        }
        hours.sort_unstable();
        let overlaps = |pair: &[Hours]| pair[0].0 == pair[1].0 && pair[1].1 < pair[0].2;
        if hours.windows(2).any(overlaps) {
            return Err(Error::field("hours", "overlap"));
        }
        Ok(hours)
    }
}

/// When the member rooms of a district are staffed.
#[utoipa::path(get, path = "/api/v1/districts/{id}/staffed-hours", tag = "chat", params(("id" = String, Path)),
    responses((status = 200, body = StaffedWeek)))]
pub async fn district_hours(chat: Data<Chat>, caller: Caller, id: Path<DistrictId>) -> Result<HttpResponse> {
    let hours = views::list_district_hours(&chat, caller, id.0).await?;
    Ok(json::ok(&StaffedWeek::of(hours)))
}

/// Sets when the member rooms of a district are staffed.
#[utoipa::path(put, path = "/api/v1/districts/{id}/staffed-hours", tag = "chat", params(("id" = String, Path)),
    request_body = StaffedWeek, responses((status = 200, body = StaffedWeek)))]
pub async fn set_district_hours(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<DistrictId>,
    body: Json<StaffedWeek>,
) -> Result<HttpResponse> {
    let hours = body.0.hours()?;
    actions::set_district_hours(&chat, caller, id.0, hours.clone()).await?;
    Ok(json::ok(&StaffedWeek::of(hours)))
}

/// The hours of one member room; none of its own means those of its district.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/staffed-hours", tag = "chat", params(("id" = String, Path)),
    responses((status = 200, body = StaffedWeek)))]
pub async fn room_hours(chat: Data<Chat>, caller: Caller, id: Path<ChatRoomId>) -> Result<HttpResponse> {
    let hours = views::list_room_hours(&chat, caller, id.0).await?;
    Ok(json::ok(&StaffedWeek::of(hours)))
}

/// Gives a member room hours of its own, or with none those of its district.
#[utoipa::path(put, path = "/api/v1/chat/rooms/{id}/staffed-hours", tag = "chat", params(("id" = String, Path)),
    request_body = StaffedWeek, responses((status = 200, body = StaffedWeek)))]
pub async fn set_room_hours(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<StaffedWeek>,
) -> Result<HttpResponse> {
    let hours = body.0.hours()?;
    actions::set_room_hours(&chat, caller, id.0, hours.clone()).await?;
    Ok(json::ok(&StaffedWeek::of(hours)))
}

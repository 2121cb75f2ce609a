//! More dates, no more dates, and skipped dates that take place after all.

use super::plan::{DryRun, SeriesMade, made};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{RoomId, SeriesId, SessionId};
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::series::model::{Extension, Revival};
use crate::scheduling::series::recurrence::RuleEnd;
use crate::scheduling::series::{actions, views};
use crate::scheduling::sessions::http::plan::{OverrideBody, minutes, overrides};
use crate::scheduling::sessions::state::CancelReason;
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Up to a date, or so many more dates; one of both.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendSeries {
    row_version: i64,
    /// `YYYY-MM-DD`.
    until: Option<String>,
    /// 1 to 120.
    count: Option<i64>,
    /// On the calendar at once, or drafts.
    publish: bool,
}

/// The last date of a series; what comes after it is cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndSeries {
    row_version: i64,
    last_date: String,
    reason: CancelReason,
}

/// The dates that are cancelled.
#[derive(Serialize, ToSchema)]
pub struct SeriesEnded {
    cancelled: Vec<SessionBrief>,
}

/// A skipped date at its own time or another one.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviveSession {
    row_version: i64,
    local_date: String,
    local_start: String,
    room_id: Option<RoomId>,
    minutes: Option<i64>,
    /// Puts the staff of the series on it.
    with_staff: bool,
    #[serde(default)]
    overrides: Vec<OverrideBody>,
    /// The caller has confirmed that it is in the past; otherwise refused as `in_past`.
    #[serde(default)]
    is_past_meant: bool,
}

/// Makes more dates by the rule of the series, with its staff.
#[utoipa::path(post, path = "/api/v1/series/{id}/extend", tag = "scheduling", request_body = ExtendSeries,
    params(("id" = String, Path), DryRun),
    responses((status = 201, body = SeriesMade), (status = 200, body = SeriesMade, description = "dry run"),
        (status = 409, description = "row_changed")))]
pub async fn extend_series(
    ctx: Context,
    id: Path<SeriesId>,
    query: Query<DryRun>,
    body: Json<ExtendSeries>,
) -> Result<HttpResponse> {
    let body = body.0;
    let count = body
        .count
        .map(|count| field::number("count", count, 1, 120))
        .transpose()?;
    let until = body.until.map(|until| field::date("until", &until)).transpose()?;
    let end = match (until, count.and_then(|count| usize::try_from(count).ok())) {
        (Some(until), None) => RuleEnd::with(until),
        (None, Some(count)) => RuleEnd::Count(count),
        _ => return Err(Error::field("until", "rule_end")),
    };
    let extension = Extension {
        row_version: body.row_version,
        end,
        publish: body.publish,
    };
    let extended = actions::extend::extend_series(&ctx, id.0, extension, query.0.dry_run).await?;
    made(&ctx, extended).await
}

/// Cancels every date after the last one.
#[utoipa::path(post, path = "/api/v1/series/{id}/end", tag = "scheduling", request_body = EndSeries,
    params(("id" = String, Path), DryRun),
    responses((status = 200, body = SeriesEnded), (status = 409, description = "row_changed")))]
pub async fn end_series(
    ctx: Context,
    id: Path<SeriesId>,
    query: Query<DryRun>,
    body: Json<EndSeries>,
) -> Result<HttpResponse> {
    let EndSeries {
        row_version,
        last_date,
        reason,
    } = body.0;
    let last = (row_version, field::date("last_date", &last_date)?);
    let ids = actions::end::end_series(&ctx, id.0, last, reason, query.0.dry_run).await?;
    let cancelled = views::session_lines(&ctx, ids).await?;
    Ok(json::ok(&SeriesEnded { cancelled }))
}

/// Puts a skipped date of a series on the calendar, under the key that it has had from the beginning.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/revive", tag = "scheduling", request_body = ReviveSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView),
        (status = 409, description = "session_refused with every reason, row_changed, or in_past")))]
pub async fn revive_session(ctx: Context, id: Path<SessionId>, body: Json<ReviveSession>) -> Result<HttpResponse> {
    let body = body.0;
    let revival = Revival {
        row_version: body.row_version,
        local_date: field::date("local_date", &body.local_date)?,
        local_start: field::time("local_start", &body.local_start)?,
        room_id: body.room_id,
        minutes: minutes(body.minutes)?,
        with_staff: body.with_staff,
        overrides: overrides(body.overrides)?,
        is_past_meant: body.is_past_meant,
    };
    actions::revive::revive_session(&ctx, id.0.clone(), revival).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

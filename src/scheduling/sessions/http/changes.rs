//! Publish, move, cancel, restore.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{RoomId, SessionId};
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::sessions::actions;
use crate::scheduling::sessions::http::lifecycle::Nothing;
use crate::scheduling::sessions::http::plan::{OverrideBody, minutes, overrides};
use crate::scheduling::sessions::model::Reschedule;
use crate::scheduling::sessions::state::CancelReason;
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// A draft that goes on the calendar.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSession {
    row_version: i64,
    /// The caller has confirmed that it is in the past.
    #[serde(default)]
    is_past_meant: bool,
}

/// Another time or room.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveSession {
    row_version: i64,
    local_date: String,
    local_start: String,
    room_id: Option<RoomId>,
    minutes: Option<i64>,
    #[serde(default)]
    overrides: Vec<OverrideBody>,
    /// The caller has confirmed that it is in the past; otherwise refused as `in_past`.
    #[serde(default)]
    is_past_meant: bool,
}

/// Why it does not take place.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelSession {
    row_version: i64,
    reason: CancelReason,
}

/// From draft to the calendar.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/publish", tag = "scheduling", request_body = PublishSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn publish_session(ctx: Context, id: Path<SessionId>, body: Json<PublishSession>) -> Result<HttpResponse> {
    let PublishSession {
        row_version,
        is_past_meant,
    } = body.0;
    actions::plan::publish_session(&ctx, id.0.clone(), row_version, is_past_meant).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Another time or room.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/move", tag = "scheduling", request_body = MoveSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn move_session(ctx: Context, id: Path<SessionId>, body: Json<MoveSession>) -> Result<HttpResponse> {
    let body = body.0;
    let change = Reschedule {
        row_version: body.row_version,
        local_date: field::date("local_date", &body.local_date)?,
        local_start: field::time("local_start", &body.local_start)?,
        room_id: body.room_id,
        minutes: minutes(body.minutes)?,
        overrides: overrides(body.overrides)?,
        is_past_meant: body.is_past_meant,
    };
    actions::reschedule::move_session(&ctx, id.0.clone(), change).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Takes a session off the calendar.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancel", tag = "scheduling", request_body = CancelSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn cancel_session(ctx: Context, id: Path<SessionId>, body: Json<CancelSession>) -> Result<HttpResponse> {
    let CancelSession { row_version, reason } = body.0;
    actions::cancel::cancel_session(&ctx, id.0.clone(), row_version, reason).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Undo a cancellation within ten minutes.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/restore", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn restore_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::cancel::restore_session(&ctx, id.0.clone()).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

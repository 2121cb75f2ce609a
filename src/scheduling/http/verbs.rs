//! What can be done with a session.

use super::plan::{OverrideBody, PlannedSeat, minutes, overrides, page_of, seats};
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{RoomId, SessionId};
use crate::scheduling::actions;
use crate::scheduling::model::{CancelReason, Place, Shift};
use crate::scheduling::view::SessionView;
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// A draft that goes on the calendar.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSession {
    row_version: i64,
    /// That it is in the past is meant.
    #[serde(default)]
    is_past_meant: bool,
}

/// Nothing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Another time or room.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MoveSession {
    row_version: i64,
    local_date: String,
    local_start: String,
    room_id: Option<RoomId>,
    minutes: Option<i64>,
    /// What is to be set aside.
    #[serde(default)]
    overrides: Vec<OverrideBody>,
    /// That it is in the past is meant; otherwise it is refused as `in_past`.
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

/// Who runs it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffSession {
    row_version: i64,
    staff: Vec<PlannedSeat>,
    /// What is to be set aside.
    #[serde(default)]
    overrides: Vec<OverrideBody>,
}

/// As what; to take part when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookPlace {
    place: Option<Place>,
}

/// From draft to the calendar.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/publish", tag = "scheduling", request_body = PublishSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn publish_session(ctx: Context, id: Path<SessionId>, body: Json<PublishSession>) -> Result<HttpResponse> {
    let PublishSession {
        row_version,
        is_past_meant,
    } = body.0;
    actions::publish_session(&ctx, id.0.clone(), row_version, is_past_meant).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// Another time or room.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/move", tag = "scheduling", request_body = MoveSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn move_session(ctx: Context, id: Path<SessionId>, body: Json<MoveSession>) -> Result<HttpResponse> {
    let body = body.0;
    let shift = Shift {
        row_version: body.row_version,
        local_date: field::date("local_date", &body.local_date)?,
        local_start: field::time("local_start", &body.local_start)?,
        room_id: body.room_id,
        minutes: minutes(body.minutes)?,
        overrides: overrides(body.overrides)?,
        is_past_meant: body.is_past_meant,
    };
    actions::move_session(&ctx, id.0.clone(), shift).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// Off the calendar.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/cancel", tag = "scheduling", request_body = CancelSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn cancel_session(ctx: Context, id: Path<SessionId>, body: Json<CancelSession>) -> Result<HttpResponse> {
    let CancelSession { row_version, reason } = body.0;
    actions::cancel_session(&ctx, id.0.clone(), row_version, reason).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// Undo a cancellation within ten minutes.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/restore", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn restore_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::restore_session(&ctx, id.0.clone()).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// Makes exactly these people the session's staff.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/assignments", tag = "scheduling", request_body = StaffSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn staff_session(ctx: Context, id: Path<SessionId>, body: Json<StaffSession>) -> Result<HttpResponse> {
    let StaffSession {
        row_version,
        staff,
        overrides: list,
    } = body.0;
    let (staff, list) = (seats(staff)?, overrides(list)?);
    actions::staff_session(&ctx, id.0.clone(), row_version, staff, list).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// A trainee takes a place.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", request_body = BookPlace,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 409, description = "session_full")))]
pub async fn book_place(ctx: Context, id: Path<SessionId>, body: Json<BookPlace>) -> Result<HttpResponse> {
    let place = body.0.place.unwrap_or(Place::Participant);
    actions::book_place(&ctx, id.0.clone(), place).await?;
    Ok(json::ok(&page_of(&ctx, id.0).await?))
}

/// A trainee gives a place back.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn give_back_place(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    actions::give_back_place(&ctx, id.0).await?;
    Ok(json::no_content())
}

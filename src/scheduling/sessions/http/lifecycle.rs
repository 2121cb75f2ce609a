//! From check-in to closing, and keeping a session knowingly.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::debriefs::http::DebriefBody;
use crate::scheduling::problems;
use crate::scheduling::rules::{OverrideRequest, Rule};
use crate::scheduling::sessions::actions;
use crate::scheduling::sessions::state::CancelReason;
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Why it did not take place, although it had begun.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotHeld {
    row_version: i64,
    reason: CancelReason,
    /// Whoever stands on the sheet is taken off it.
    #[serde(default)]
    empties_sheet: bool,
}

/// Why a closed session is opened again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReopenSession {
    reason: String,
}

/// Keeps a session although something has changed around it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepSession {
    row_version: i64,
    rule: Rule,
    subject_id: String,
    reason: String,
}

/// Those who led the session are done with it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseSession {
    /// What the caller says of it; written as their own.
    debrief: Option<DebriefBody>,
}

/// Opens check-in of a session.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/run", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn run_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::lifecycle::run(&ctx, id.0.clone()).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Closes check-in again, as long as nobody is on the sheet.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/unrun", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 409, description = "sheet_not_empty")))]
pub async fn unrun_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::lifecycle::unrun(&ctx, id.0.clone()).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// It has begun, and does not take place.
#[utoipa::path(post, operation_id = "say_not_held", path = "/api/v1/sessions/{id}/not-held", tag = "scheduling", request_body = NotHeld,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 409, description = "sheet_not_empty")))]
pub async fn mark_not_taken_place(ctx: Context, id: Path<SessionId>, body: Json<NotHeld>) -> Result<HttpResponse> {
    let NotHeld {
        row_version,
        reason,
        empties_sheet,
    } = body.0;
    actions::cancel::mark_not_taken_place(&ctx, id.0.clone(), row_version, reason, empties_sheet).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Opens a closed session again, with a reason, for ninety days after its end.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/reopen", tag = "scheduling", request_body = ReopenSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn reopen_session(ctx: Context, id: Path<SessionId>, body: Json<ReopenSession>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 300)?;
    actions::lifecycle::reopen(&ctx, id.0.clone(), reason).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Keeps a session knowingly: the trouble is set aside until the session changes.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/keep", tag = "scheduling", request_body = KeepSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn keep_session(ctx: Context, id: Path<SessionId>, body: Json<KeepSession>) -> Result<HttpResponse> {
    let asked = OverrideRequest {
        rule: body.0.rule,
        subject_id: field::text("subject_id", &body.0.subject_id, 1, 64)?,
        reason: field::text("reason", &body.0.reason, 1, 300)?,
    };
    problems::actions::keep_session(&ctx, id.0.clone(), body.0.row_version, asked).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// The session has taken place.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/deliver", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn deliver_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::lifecycle::deliver(&ctx, id.0.clone()).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// Those who led the session are done with it.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/close", tag = "scheduling", request_body = CloseSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn close_session(ctx: Context, id: Path<SessionId>, body: Json<CloseSession>) -> Result<HttpResponse> {
    let debrief = body.0.debrief.map(|debrief| debrief.read("debrief.")).transpose()?;
    actions::lifecycle::close(&ctx, id.0.clone(), debrief).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

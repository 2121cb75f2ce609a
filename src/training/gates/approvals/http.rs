//! Exceptions, and taking an approval back.

use crate::accounts::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{EnrolmentId, OverrideId};
use crate::training::gates::approvals::views::UnderminedRow;
use crate::training::gates::approvals::{actions, views};
use crate::training::progress::shapes::Progress;
use crate::training::progress::views::progress_after;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// A reason, which the history keeps.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {}

/// Takes a mistaken approval back.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/phases/{phase}/revert", tag = "training",
    params(("id" = String, Path), ("phase" = i64, Path)), request_body = Because,
    responses((status = 200, body = Progress)))]
pub async fn revert_approval(
    ctx: Context,
    path: Path<(EnrolmentId, i64)>,
    body: Json<Because>,
) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let (id, phase) = path.0;
    actions::revert_approval(&ctx, id.clone(), phase, reason).await?;
    Ok(json::ok(&progress_after(&ctx, id).await?))
}

/// Asks that what is missing from an approved phase shall not matter; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/phases/{phase}/override", tag = "training",
    params(("id" = String, Path), ("phase" = i64, Path)), request_body = Because,
    responses((status = 200, body = Progress)))]
pub async fn ask_override(ctx: Context, path: Path<(EnrolmentId, i64)>, body: Json<Because>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let (id, phase) = path.0;
    actions::ask_override(&ctx, id.clone(), phase, reason).await?;
    Ok(json::ok(&progress_after(&ctx, id).await?))
}

/// The second person agrees.
#[utoipa::path(post, path = "/api/v1/overrides/{id}/confirm", tag = "training", params(("id" = String, Path)),
    request_body = Agree, responses((status = 200, body = Progress)))]
pub async fn confirm_override(ctx: Context, id: Path<OverrideId>, _body: Json<Agree>) -> Result<HttpResponse> {
    let enrolment = actions::confirm_override(&ctx, id.0).await?;
    Ok(json::ok(&progress_after(&ctx, enrolment).await?))
}

/// Approved phases of which something is missing now, of those whom the caller looks after, the oldest first.
#[utoipa::path(get, path = "/api/v1/undermined-phases", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<UnderminedRow>)))]
pub async fn list_undermined(ctx: Context, asked: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_undermined(&ctx, asked.0).await?))
}

//! Somebody's progress.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::EnrolmentId;
use crate::training::progress::shapes::Progress;
use crate::training::progress::views;
use crate::web::json;
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;

/// The caller's own way through their programmes, the newest first.
#[utoipa::path(get, path = "/api/v1/me/progress", tag = "training", responses((status = 200, body = Page<Progress>)))]
pub async fn my_progress(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::my_progress(&ctx).await?))
}

/// One person's way: their own, or for whoever looks after them.
#[utoipa::path(get, path = "/api/v1/enrolments/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = Progress)))]
pub async fn enrolment(ctx: Context, id: Path<EnrolmentId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::enrolment(&ctx, id.0).await?))
}

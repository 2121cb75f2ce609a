//! What is kept longer than its time, for headquarters: the figures of the dry run.

use super::model::RetentionLine;
use super::views;
use crate::accounts::Context;
use crate::error::Result;
use crate::web::json;
use crate::web::page::Page;
use actix_web::HttpResponse;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(retention))]
pub struct Doc;

/// What would be forgotten now; every hour it is.
#[utoipa::path(get, path = "/api/v1/retention", tag = "scheduling",
    responses((status = 200, body = Page<RetentionLine>), (status = 403, description = "not_allowed")))]
pub async fn retention(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&Page::whole(views::retention(&ctx).await?)))
}

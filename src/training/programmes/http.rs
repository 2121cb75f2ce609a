//! Programmes and their versions.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::ProgrammeVersionId;
use crate::training::programmes::views;
use crate::training::programmes::views::{ProgrammeView, VersionView};
use crate::web::json;
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;

/// The programmes and their versions.
#[utoipa::path(get, path = "/api/v1/programmes", tag = "training", responses((status = 200, body = Page<ProgrammeView>)))]
pub async fn list_programmes(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_programmes(&ctx).await?))
}

/// A version with its phases and requirements.
#[utoipa::path(get, path = "/api/v1/programme-versions/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = VersionView)))]
pub async fn programme_version(ctx: Context, id: Path<ProgrammeVersionId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::programme_version(&ctx, id.0).await?))
}

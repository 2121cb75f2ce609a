//! The list of cohorts.

use crate::accounts::Context;
use crate::cohorts::cohort::views;
use crate::cohorts::cohort::views::CohortView;
use crate::error::Result;
use crate::web::json;
use crate::web::page::{Page, PageQuery};
use crate::web::query::Query;
use actix_web::HttpResponse;

/// The cohorts that the caller may see, the newest first.
#[utoipa::path(get, path = "/api/v1/cohorts", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<CohortView>)))]
pub async fn list_cohorts(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_cohorts(&ctx, query.0).await?))
}

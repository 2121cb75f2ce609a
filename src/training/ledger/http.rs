//! The ledger of an enrolment.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::EnrolmentId;
use crate::training::ledger::views;
use crate::training::ledger::views::LedgerView;
use crate::web::json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;

/// The lines of the ledger, the newest first: one's own, or for whoever looks after them.
#[utoipa::path(get, path = "/api/v1/enrolments/{id}/ledger", tag = "training",
    params(("id" = String, Path), PageQuery), responses((status = 200, body = Page<LedgerView>)))]
pub async fn list_ledger(ctx: Context, id: Path<EnrolmentId>, asked: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_ledger(&ctx, id.0, asked.0).await?))
}

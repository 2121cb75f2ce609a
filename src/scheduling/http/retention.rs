//! What is kept longer than its time, for headquarters: the figures of the dry run.

use crate::accounts::Context;
use crate::error::Result;
use crate::scheduling::retention::{RetentionLine, report};
use crate::web::json;
use crate::web::page::Page;
use actix_web::HttpResponse;

/// RetentionKind would be forgotten now; every hour it is.
#[utoipa::path(get, path = "/api/v1/retention", tag = "scheduling",
    responses((status = 200, body = Page<RetentionLine>), (status = 403, description = "not_allowed")))]
pub async fn retention(ctx: Context) -> Result<HttpResponse> {
    let now = ctx.now();
    let kept = ctx
        .read(move |conn, who| {
            who.must_be_headquarters()?;
            report(conn, now)
        })
        .await?;
    Ok(json::ok(&Page::whole(kept)))
}

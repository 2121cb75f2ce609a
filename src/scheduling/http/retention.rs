//! What is kept longer than its time, for headquarters: the figures of the dry run.

use crate::accounts::access::{Caller, Permissions};
use crate::clock::Clock;
use crate::db::Db;
use crate::error::Result;
use crate::scheduling::retention::{RetentionLine, report};
use crate::web::json;
use crate::web::page::Page;
use actix_web::HttpResponse;
use actix_web::web::Data;

/// RetentionKind would be forgotten now; every hour it is.
#[utoipa::path(get, path = "/api/v1/retention", tag = "scheduling",
    responses((status = 200, body = Page<RetentionLine>), (status = 403, description = "not_allowed")))]
pub async fn retention(db: Data<Db>, clock: Data<Clock>, caller: Caller) -> Result<HttpResponse> {
    let now = clock.now();
    let kept = db
        .read(move |conn| {
            Permissions::load(conn, &caller)?.must_be_headquarters()?;
            report(conn, now)
        })
        .await?;
    Ok(json::ok(&Page::whole(kept)))
}

//! The page of a session over HTTP.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::web::json;
use crate::web::path::Path;
use actix_web::HttpResponse;

/// The page of one session.
#[utoipa::path(get, path = "/api/v1/sessions/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SessionView), (status = 404)))]
pub async fn session(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

//! Saying yes over HTTP.

use super::actions;
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::sessions::http::lifecycle::Nothing;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;

/// The caller comes to a session that they are on.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/confirm", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn confirm_session(ctx: Context, id: Path<SessionId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::confirm_session(&ctx, id.0).await?;
    Ok(json::no_content())
}

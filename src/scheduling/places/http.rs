//! Booking a place over HTTP.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::places;
use crate::scheduling::roles::Place;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// As what; to take part when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookPlace {
    place: Option<Place>,
}

/// A trainee takes a place.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", request_body = BookPlace,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 409, description = "session_full")))]
pub async fn book_place(ctx: Context, id: Path<SessionId>, body: Json<BookPlace>) -> Result<HttpResponse> {
    let place = body.0.place.unwrap_or(Place::Participant);
    places::actions::book_place(&ctx, id.0.clone(), place).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

/// A trainee gives a place back.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn give_back_place(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    places::actions::give_back_place(&ctx, id.0).await?;
    Ok(json::no_content())
}

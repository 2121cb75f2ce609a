//! Keep apart over HTTP.

use super::actions;
use super::views::KeptApart;
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::PersonId;
use crate::scheduling::calendar::line::SessionBrief;
use crate::web::json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// Sessions ahead on which both are already. They stay as they are until somebody decides.
#[derive(Serialize, ToSchema)]
pub struct SessionsOfBoth {
    items: Vec<SessionBrief>,
}

/// From whom somebody is kept apart; recorded in the audit.
#[utoipa::path(get, path = "/api/v1/people/{id}/keep-apart", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = KeptApart)))]
pub async fn kept_apart(ctx: Context, id: Path<PersonId>) -> Result<HttpResponse> {
    Ok(json::ok(&actions::read_kept_apart(&ctx, id.0).await?))
}

/// Two people are not planned together from now on.
#[utoipa::path(put, path = "/api/v1/people/{id}/keep-apart/{other}", tag = "scheduling",
    params(("id" = String, Path), ("other" = String, Path)), responses((status = 200, body = SessionsOfBoth)))]
pub async fn keep_apart(ctx: Context, path: Path<(PersonId, PersonId)>) -> Result<HttpResponse> {
    let (person, other) = path.0;
    let items = actions::keep_apart(&ctx, person, other).await?;
    Ok(json::ok(&SessionsOfBoth { items }))
}

/// They may be planned together again.
#[utoipa::path(delete, path = "/api/v1/people/{id}/keep-apart/{other}", tag = "scheduling",
    params(("id" = String, Path), ("other" = String, Path)), responses((status = 204)))]
pub async fn end_keep_apart(ctx: Context, path: Path<(PersonId, PersonId)>) -> Result<HttpResponse> {
    let (person, other) = path.0;
    actions::end_keep_apart(&ctx, person, other).await?;
    Ok(json::no_content())
}

//! Giving and ending places.

use crate::accounts::Context;
use crate::cohorts::places::actions;
use crate::cohorts::places::model::CohortPlace;
use crate::error::Result;
use crate::ids::{CohortId, PersonId};
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Gives a place in a cohort.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GivePlace {
    person_id: PersonId,
    place: CohortPlace,
}

/// Gives somebody a place in a cohort.
#[utoipa::path(post, path = "/api/v1/cohorts/{id}/places", tag = "training", params(("id" = String, Path)),
    request_body = GivePlace, responses((status = 204)))]
pub async fn give_place(ctx: Context, id: Path<CohortId>, body: Json<GivePlace>) -> Result<HttpResponse> {
    actions::give_place(&ctx, id.0, body.0.person_id, body.0.place).await?;
    Ok(json::no_content())
}

/// Ends somebody's place in a cohort.
#[utoipa::path(delete, path = "/api/v1/cohorts/{id}/places/{person_id}/{place}", tag = "training",
    params(("id" = String, Path), ("person_id" = String, Path), ("place" = String, Path)), responses((status = 204)))]
pub async fn end_place(ctx: Context, path: Path<(CohortId, PersonId, CohortPlace)>) -> Result<HttpResponse> {
    let (cohort, person, place) = path.0;
    actions::end_place(&ctx, cohort, person, place).await?;
    Ok(json::no_content())
}

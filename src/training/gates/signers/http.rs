//! Naming somebody who signs.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{GateId, PersonId};
use crate::training::gates::signers::actions;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Names somebody for a label that nobody can sign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameStandIn {
    label_index: i64,
    person_id: PersonId,
}

/// Headquarters names somebody for a signature that nobody can give.
#[utoipa::path(post, path = "/api/v1/gates/{id}/stand-ins", tag = "training", params(("id" = String, Path)),
    request_body = NameStandIn, responses((status = 204)))]
pub async fn name_stand_in(ctx: Context, id: Path<GateId>, body: Json<NameStandIn>) -> Result<HttpResponse> {
    let NameStandIn { label_index, person_id } = body.0;
    actions::name_stand_in(&ctx, id.0, label_index, person_id).await?;
    Ok(json::no_content())
}

//! The end of a qualification over HTTP.

use super::actions;
use crate::accounts::Context;
use crate::error::Result;
use crate::field;
use crate::scheduling::problems::views::ChangeHit;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Until when a qualification holds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitQualification {
    /// `YYYY-MM-DD`, included; for good when absent.
    last_date: Option<String>,
}

/// Gives a qualification an end, or takes it away; the answer names the sessions that it hits.
#[utoipa::path(put, path = "/api/v1/qualifications/{id}", tag = "scheduling", params(("id" = String, Path)),
    request_body = LimitQualification, responses((status = 200, body = ChangeHit)))]
pub async fn limit_qualification(
    ctx: Context,
    id: Path<String>,
    body: Json<LimitQualification>,
) -> Result<HttpResponse> {
    let last = body
        .0
        .last_date
        .map(|text| field::date("last_date", &text))
        .transpose()?;
    Ok(json::ok(&actions::limit_qualification(&ctx, id.0, last).await?))
}

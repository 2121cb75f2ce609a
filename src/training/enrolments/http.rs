//! Joining, resting, leaving.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId};
use crate::training::enrolments::actions;
use crate::training::enrolments::actions::EnrolOptions;
use crate::training::progress::shapes::Progress;
use crate::training::progress::views::progress_after;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Takes somebody into a cohort.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    person_id: PersonId,
    /// Where they live, for a city-wide intake, if it is not known yet.
    home_district_id: Option<DistrictId>,
    /// They were in this programme before: what counts again was shown, and they take it up.
    #[serde(default)]
    take_up: bool,
}

/// No reason is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoReason {}

/// Goes on, perhaps in another cohort.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resume {
    /// Another cohort of the same programme version; staff only.
    cohort_id: Option<CohortId>,
}

/// Takes somebody into a cohort.
#[utoipa::path(post, path = "/api/v1/cohorts/{id}/enrolments", tag = "training", params(("id" = String, Path)),
    request_body = Enrol, responses((status = 201, body = Progress)))]
pub async fn enrol(ctx: Context, id: Path<CohortId>, body: Json<Enrol>) -> Result<HttpResponse> {
    let body = body.0;
    let options = EnrolOptions {
        home_district: body.home_district_id,
        take_up: body.take_up,
    };
    let id = actions::enrol(&ctx, id.0, body.person_id, options).await?;
    Ok(json::created(&progress_after(&ctx, id).await?))
}

#[utoipa::path(post, path = "/api/v1/enrolments/{id}/pause", tag = "training", params(("id" = String, Path)),
    request_body = NoReason, responses((status = 200, body = Progress)))]
pub async fn pause(ctx: Context, id: Path<EnrolmentId>, _body: Json<NoReason>) -> Result<HttpResponse> {
    actions::pause(&ctx, id.0.clone()).await?;
    Ok(json::ok(&progress_after(&ctx, id.0).await?))
}

#[utoipa::path(post, path = "/api/v1/enrolments/{id}/resume", tag = "training", params(("id" = String, Path)),
    request_body = Resume, responses((status = 200, body = Progress)))]
pub async fn resume(ctx: Context, id: Path<EnrolmentId>, body: Json<Resume>) -> Result<HttpResponse> {
    actions::resume(&ctx, id.0.clone(), body.0.cohort_id).await?;
    Ok(json::ok(&progress_after(&ctx, id.0).await?))
}

#[utoipa::path(post, path = "/api/v1/enrolments/{id}/withdraw", tag = "training", params(("id" = String, Path)),
    request_body = NoReason, responses((status = 200, body = Progress)))]
pub async fn withdraw(ctx: Context, id: Path<EnrolmentId>, _body: Json<NoReason>) -> Result<HttpResponse> {
    actions::withdraw(&ctx, id.0.clone()).await?;
    Ok(json::ok(&progress_after(&ctx, id.0).await?))
}

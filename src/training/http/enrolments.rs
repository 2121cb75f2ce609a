//! Joining, resting, leaving; evidence; asking for the review.

use super::progress::{Progress, view_after};
use crate::accounts::context::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId, RequirementId};
use crate::training::actions;
use crate::training::actions::enrolments::Taking;
use crate::web::json::{self, Json};
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

/// What staff saw.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordEvidence {
    requirement_id: RequirementId,
    /// In the requirement's unit; one piece or one reflection when absent.
    amount: Option<i64>,
    /// A word for the signers; never the content.
    note: Option<String>,
    /// The device's own id of the press: the same again changes nothing.
    cid: Option<String>,
}

/// Takes somebody into a cohort.
#[utoipa::path(post, path = "/api/v1/cohorts/{id}/enrolments", tag = "training", params(("id" = String, Path)),
    request_body = Enrol, responses((status = 201, body = Progress)))]
pub async fn enrol(ctx: Context, id: Path<CohortId>, body: Json<Enrol>) -> Result<HttpResponse> {
    let body = body.0;
    let taking = Taking {
        home_district: body.home_district_id,
        take_up: body.take_up,
    };
    let id = actions::enrolments::enrol(&ctx, id.0, body.person_id, taking).await?;
    Ok(json::created(&view_after(&ctx, id).await?))
}

/// Rests.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/pause", tag = "training", params(("id" = String, Path)),
    request_body = NoReason, responses((status = 200, body = Progress)))]
pub async fn pause(ctx: Context, id: Path<EnrolmentId>, _body: Json<NoReason>) -> Result<HttpResponse> {
    actions::enrolments::pause(&ctx, id.0.clone()).await?;
    Ok(json::ok(&view_after(&ctx, id.0).await?))
}

/// Goes on.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/resume", tag = "training", params(("id" = String, Path)),
    request_body = Resume, responses((status = 200, body = Progress)))]
pub async fn resume(ctx: Context, id: Path<EnrolmentId>, body: Json<Resume>) -> Result<HttpResponse> {
    actions::enrolments::resume(&ctx, id.0.clone(), body.0.cohort_id).await?;
    Ok(json::ok(&view_after(&ctx, id.0).await?))
}

/// Leaves.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/withdraw", tag = "training", params(("id" = String, Path)),
    request_body = NoReason, responses((status = 200, body = Progress)))]
pub async fn withdraw(ctx: Context, id: Path<EnrolmentId>, _body: Json<NoReason>) -> Result<HttpResponse> {
    actions::enrolments::withdraw(&ctx, id.0.clone()).await?;
    Ok(json::ok(&view_after(&ctx, id.0).await?))
}

/// Records a statement signed, an assessment passed, a reflection read.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/evidence", tag = "training", params(("id" = String, Path)),
    request_body = RecordEvidence, responses((status = 200, body = Progress)))]
pub async fn record_evidence(ctx: Context, id: Path<EnrolmentId>, body: Json<RecordEvidence>) -> Result<HttpResponse> {
    let RecordEvidence {
        requirement_id,
        amount,
        note,
        cid,
    } = body.0;
    let cid = cid.map(|cid| field::text("cid", &cid, 1, 64)).transpose()?;
    let note = match note.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(note) => Some(field::text("note", note, 1, 500)?),
    };
    actions::evidence::record_evidence(&ctx, id.0.clone(), requirement_id, amount, note, cid).await?;
    Ok(json::ok(&view_after(&ctx, id.0).await?))
}

/// Asks for the review of the open phase.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/phases/{phase}/request-review", tag = "training",
    params(("id" = String, Path), ("phase" = i64, Path)), request_body = NoReason,
    responses((status = 200, body = Progress)))]
pub async fn request_review(
    ctx: Context,
    path: Path<(EnrolmentId, i64)>,
    _body: Json<NoReason>,
) -> Result<HttpResponse> {
    let (id, phase) = path.0;
    actions::gates::request_review(&ctx, id.clone(), phase).await?;
    Ok(json::ok(&view_after(&ctx, id).await?))
}

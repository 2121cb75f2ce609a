//! The queue of reviews, and the signature.

use crate::accounts::Context;
use crate::error::{Code, Result};
use crate::field;
use crate::ids::{EnrolmentId, GateId};
use crate::training::enrolments::http::NoReason;
use crate::training::gates::actions::Signing;
use crate::training::gates::model::{Decision, GateState};
use crate::training::gates::views::{GateRow, GateView, GatesToSign};
use crate::training::gates::{actions, views};
use crate::training::progress::shapes::Progress;
use crate::training::progress::views::progress_after;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// `?state=in_review&cursor=&limit=`.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GatesQuery {
    /// Only `in_review` is listed.
    state: Option<GateState>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// Signs, or sends back with the next step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    label_index: i64,
    decision: Decision,
    /// The next step, when it is sent back.
    because: Option<String>,
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
    actions::request_review(&ctx, id.clone(), phase).await?;
    Ok(json::ok(&progress_after(&ctx, id).await?))
}

/// Reviews that wait for signatures, of the districts that the caller looks after or for which they are asked, the oldest first.
#[utoipa::path(get, path = "/api/v1/gates", tag = "training", params(GatesQuery),
    responses((status = 200, body = Page<GateRow>)))]
pub async fn list_gates(ctx: Context, query: Query<GatesQuery>) -> Result<HttpResponse> {
    let GatesQuery { state, cursor, limit } = query.0;
    if state.is_some_and(|state| state != GateState::InReview) {
        return Err(Code::BadQuery.into());
    }
    Ok(json::ok(&views::list_gates(&ctx, PageQuery { cursor, limit }).await?))
}

/// Reviews that wait for the caller, the oldest first.
#[utoipa::path(get, path = "/api/v1/gates/to-sign", tag = "training", responses((status = 200, body = GatesToSign)))]
pub async fn gates_to_sign(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::gates_to_sign(&ctx).await?))
}

/// A review with the evidence beside it.
#[utoipa::path(get, path = "/api/v1/gates/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = GateView)))]
pub async fn gate(ctx: Context, id: Path<GateId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::gate(&ctx, id.0).await?))
}

/// Signs a review, or sends it back with the next step.
#[utoipa::path(post, path = "/api/v1/gates/{id}/sign", tag = "training", params(("id" = String, Path)),
    request_body = Sign, responses((status = 200, body = GateRow)))]
pub async fn sign_gate(ctx: Context, id: Path<GateId>, body: Json<Sign>) -> Result<HttpResponse> {
    let body = body.0;
    let because = match body.because.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(because) => Some(field::text("because", because, 1, 500)?),
    };
    let signing = Signing {
        label_index: body.label_index,
        decision: body.decision,
        because,
    };
    actions::sign_gate(&ctx, id.0.clone(), signing).await?;
    Ok(json::ok(&views::gate_after(&ctx, id.0).await?))
}

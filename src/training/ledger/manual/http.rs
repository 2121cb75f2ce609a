//! Credit and waivers by hand.

use crate::accounts::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{CreditId, EnrolmentId, RequirementId, SessionId};
use crate::training::ledger::manual::actions::{CreditClosure, ManualRequest};
use crate::training::ledger::manual::views::WaitingCredit;
use crate::training::ledger::manual::{actions, views};
use crate::training::progress::shapes::Progress;
use crate::training::progress::views::progress_after;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Asks for credit by hand.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForCredit {
    requirement_id: RequirementId,
    /// In the requirement's unit.
    amount: i64,
    /// The session whose sheet it stands for: attendance that comes later replaces it.
    session_id: Option<SessionId>,
    /// Why no session gives it.
    reason: String,
}

/// Asks that prior learning stands for a requirement.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForWaiver {
    requirement_id: RequirementId,
    /// What was seen of it.
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// The device's own id of the press: the same again changes nothing.
    cid: Option<String>,
}

/// A reason, which the history keeps.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhyNot {
    pub(crate) reason: String,
}

/// No reason is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {}

/// What was asked for, and that it waits.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    credit_id: CreditId,
    state: &'static str,
}

async fn ask(
    ctx: &Context,
    id: EnrolmentId,
    requirement: RequirementId,
    (request, session): (ManualRequest, Option<SessionId>),
    reason: &str,
) -> Result<HttpResponse> {
    let reason = field::text("reason", reason, 1, 500)?;
    let credit_id = actions::ask_for_credit(ctx, id, requirement, request, session, reason).await?;
    Ok(json::created(&Waiting {
        credit_id,
        state: "waiting_for_second",
    }))
}

/// Asks for credit by hand; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/credits", tag = "training", params(("id" = String, Path)),
    request_body = AskForCredit, responses((status = 201, body = Waiting)))]
pub async fn ask_for_credit(ctx: Context, id: Path<EnrolmentId>, body: Json<AskForCredit>) -> Result<HttpResponse> {
    let body = body.0;
    let request = (ManualRequest::Credit(body.amount), body.session_id);
    ask(&ctx, id.0, body.requirement_id, request, &body.reason).await
}

/// Asks that prior learning stands for a requirement; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/waivers", tag = "training", params(("id" = String, Path)),
    request_body = AskForWaiver, responses((status = 201, body = Waiting)))]
pub async fn ask_for_waiver(ctx: Context, id: Path<EnrolmentId>, body: Json<AskForWaiver>) -> Result<HttpResponse> {
    let body = body.0;
    ask(
        &ctx,
        id.0,
        body.requirement_id,
        (ManualRequest::Waiver, None),
        &body.reason,
    )
    .await
}

/// Confirms what somebody else has asked for.
#[utoipa::path(post, path = "/api/v1/credits/{id}/confirm", tag = "training", params(("id" = String, Path)),
    request_body = Confirm, responses((status = 200, body = Progress)))]
pub async fn confirm_credit(ctx: Context, id: Path<CreditId>, body: Json<Confirm>) -> Result<HttpResponse> {
    let cid = body.0.cid.map(|cid| field::text("cid", &cid, 1, 64)).transpose()?;
    let enrolment = actions::confirm_credit(&ctx, id.0, cid).await?;
    Ok(json::ok(&progress_after(&ctx, enrolment).await?))
}

async fn close(ctx: &Context, id: CreditId, closure: CreditClosure) -> Result<HttpResponse> {
    let enrolment = actions::close_credit(ctx, id, closure).await?;
    Ok(json::ok(&progress_after(ctx, enrolment).await?))
}

/// The second person says no, with a reason.
#[utoipa::path(post, path = "/api/v1/credits/{id}/reject", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn reject_credit(ctx: Context, id: Path<CreditId>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    close(&ctx, id.0, CreditClosure::Reject(reason)).await
}

/// Whoever asked takes it back while it waits.
#[utoipa::path(post, path = "/api/v1/credits/{id}/take-back", tag = "training", params(("id" = String, Path)),
    request_body = TakeBack, responses((status = 200, body = Progress)))]
pub async fn take_back_credit(ctx: Context, id: Path<CreditId>, _body: Json<TakeBack>) -> Result<HttpResponse> {
    close(&ctx, id.0, CreditClosure::TakeBack).await
}

/// What was confirmed shall not count any more, with a reason.
#[utoipa::path(post, path = "/api/v1/credits/{id}/reverse", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn reverse_credit(ctx: Context, id: Path<CreditId>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    close(&ctx, id.0, CreditClosure::Reverse(reason)).await
}

/// What waits for a second person in the caller's districts, the oldest first.
#[utoipa::path(get, path = "/api/v1/credits", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<WaitingCredit>)))]
pub async fn list_credits(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_credits(&ctx, query.0).await?))
}

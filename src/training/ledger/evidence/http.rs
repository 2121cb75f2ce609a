//! Recording evidence, and taking it back.

use crate::accounts::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{EnrolmentId, RequirementId};
use crate::training::ledger::evidence::views::EvidenceView;
use crate::training::ledger::evidence::{actions, views};
use crate::training::ledger::manual::http::WhyNot;
use crate::training::progress::shapes::Progress;
use crate::training::progress::views::progress_after;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

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
    actions::record_evidence(&ctx, id.0.clone(), requirement_id, amount, note, cid).await?;
    Ok(json::ok(&progress_after(&ctx, id.0).await?))
}

/// A recorded paper was a mistake, with a reason.
#[utoipa::path(post, path = "/api/v1/evidence/{id}/take-back", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn take_back_evidence(ctx: Context, id: Path<String>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let enrolment = actions::take_back_evidence(&ctx, id.0, reason).await?;
    Ok(json::ok(&progress_after(&ctx, enrolment).await?))
}

/// Everything that was recorded or credited by hand: who, when and the note. For those who look after the person, and for whoever
/// is asked to sign the review that is open.
#[utoipa::path(get, path = "/api/v1/enrolments/{id}/evidence", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = Page<EvidenceView>)))]
pub async fn list_evidence(ctx: Context, id: Path<EnrolmentId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_evidence(&ctx, id.0).await?))
}

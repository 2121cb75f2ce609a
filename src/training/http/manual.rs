//! Credit and waivers by hand.

use super::progress::{Progress, view_after};
use crate::accounts::access::Permissions;
use crate::accounts::context::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{CreditId, EnrolmentId, RequirementId, SessionId};
use crate::training::access::{self, tended_districts};
use crate::training::actions::evidence;
use crate::training::actions::manual::{self as actions, Ending, Wish};
use crate::training::model::{Enrolment, GateState, Manual, ManualKind, Names, Unit};
use crate::training::progress::{Staff, is_signer, version_of};
use crate::training::store;
use crate::web::json::{self, Json};
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

/// Confirms.
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
    reason: String,
}

/// No reason is needed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {}

/// Something that was recorded or credited by hand.
#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    id: String,
    requirement_id: RequirementId,
    requirement: Names,
    unit: Unit,
    /// None for a paper.
    #[schema(required = true)]
    by_hand: Option<ManualKind>,
    #[schema(required = true)]
    amount: Option<i64>,
    /// Nickname of whoever recorded it or asked for it.
    by: String,
    /// Nickname of the second person, for what is done by hand.
    #[schema(required = true)]
    confirmed_by: Option<String>,
    /// The note, or the reason.
    #[schema(required = true)]
    note: Option<String>,
    at: Millis,
    /// It counts no more.
    is_over: bool,
    #[schema(required = true)]
    ended_because: Option<String>,
}

/// What was asked for, and that it waits.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    credit_id: CreditId,
    state: &'static str,
}

/// Something by hand that waits for the second person.
#[derive(Serialize, ToSchema)]
pub struct WaitingCredit {
    credit_id: CreditId,
    enrolment_id: EnrolmentId,
    nickname: String,
    requirement: Names,
    kind: ManualKind,
    #[schema(required = true)]
    amount: Option<i64>,
    unit: Unit,
    reason: String,
    asked_by: String,
    asked_at: Millis,
    i_may_confirm: bool,
    /// The caller asked for it and may take it back.
    is_mine: bool,
}

async fn ask(
    ctx: &Context,
    id: EnrolmentId,
    requirement: RequirementId,
    (wish, session): (Wish, Option<SessionId>),
    reason: &str,
) -> Result<HttpResponse> {
    let reason = field::text("reason", reason, 1, 500)?;
    let credit_id = actions::ask_for_credit(ctx, id, requirement, wish, session, reason).await?;
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
    let wish = (Wish::Credit(body.amount), body.session_id);
    ask(&ctx, id.0, body.requirement_id, wish, &body.reason).await
}

/// Asks that prior learning stands for a requirement; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/waivers", tag = "training", params(("id" = String, Path)),
    request_body = AskForWaiver, responses((status = 201, body = Waiting)))]
pub async fn ask_for_waiver(ctx: Context, id: Path<EnrolmentId>, body: Json<AskForWaiver>) -> Result<HttpResponse> {
    let body = body.0;
    ask(&ctx, id.0, body.requirement_id, (Wish::Waiver, None), &body.reason).await
}

/// Confirms what somebody else has asked for.
#[utoipa::path(post, path = "/api/v1/credits/{id}/confirm", tag = "training", params(("id" = String, Path)),
    request_body = Confirm, responses((status = 200, body = Progress)))]
pub async fn confirm_credit(ctx: Context, id: Path<CreditId>, body: Json<Confirm>) -> Result<HttpResponse> {
    let cid = body.0.cid.map(|cid| field::text("cid", &cid, 1, 64)).transpose()?;
    let enrolment = actions::confirm_credit(&ctx, id.0, cid).await?;
    Ok(json::ok(&view_after(&ctx, enrolment).await?))
}

async fn close(ctx: &Context, id: CreditId, ending: Ending) -> Result<HttpResponse> {
    let enrolment = actions::close_credit(ctx, id, ending).await?;
    Ok(json::ok(&view_after(ctx, enrolment).await?))
}

/// The second person says no, with a reason.
#[utoipa::path(post, path = "/api/v1/credits/{id}/reject", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn reject_credit(ctx: Context, id: Path<CreditId>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    close(&ctx, id.0, Ending::Reject(reason)).await
}

/// Whoever asked takes it back while it waits.
#[utoipa::path(post, path = "/api/v1/credits/{id}/take-back", tag = "training", params(("id" = String, Path)),
    request_body = TakeBack, responses((status = 200, body = Progress)))]
pub async fn take_back_credit(ctx: Context, id: Path<CreditId>, _body: Json<TakeBack>) -> Result<HttpResponse> {
    close(&ctx, id.0, Ending::TakeBack).await
}

/// What was confirmed shall not count any more, with a reason.
#[utoipa::path(post, path = "/api/v1/credits/{id}/reverse", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn reverse_credit(ctx: Context, id: Path<CreditId>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    close(&ctx, id.0, Ending::Reverse(reason)).await
}

/// A recorded paper was a mistake, with a reason.
#[utoipa::path(post, path = "/api/v1/evidence/{id}/take-back", tag = "training", params(("id" = String, Path)),
    request_body = WhyNot, responses((status = 200, body = Progress)))]
pub async fn take_back_evidence(ctx: Context, id: Path<String>, body: Json<WhyNot>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let enrolment = evidence::take_back_evidence(&ctx, id.0, reason).await?;
    Ok(json::ok(&view_after(&ctx, enrolment).await?))
}

/// Everything that was recorded or credited by hand: who, when and the note. For those who look after the person, and for whoever
/// is asked to sign the review that is open.
#[utoipa::path(get, path = "/api/v1/enrolments/{id}/evidence", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = Page<EvidenceView>)))]
pub async fn list_evidence(ctx: Context, id: Path<EnrolmentId>) -> Result<HttpResponse> {
    let keys = ctx.keys.clone();
    let now = ctx.now();
    let shown = ctx
        .read(move |conn, who| {
            let enrolment = may_read_evidence(conn, who, &id.0, now)?;
            let version = version_of(conn, &enrolment)?;
            let all = store::list_evidence(conn, &id.0)?;
            let mut shown = vec![];
            for one in all {
                let Some(index) = version.index_of(&one.requirement_id) else {
                    continue;
                };
                let requirement = &version.requirements[index];
                shown.push(EvidenceView {
                    note: evidence::note_of(&keys, &one)?,
                    id: one.id,
                    requirement_id: one.requirement_id,
                    requirement: requirement.name.clone(),
                    unit: requirement.unit,
                    by_hand: one.by_hand,
                    amount: one.amount,
                    by: one.by,
                    confirmed_by: one.confirmed_by,
                    at: one.at,
                    is_over: one.is_over,
                    ended_because: one.ended_because,
                });
            }
            Ok(shown)
        })
        .await?;
    Ok(json::ok(&Page::whole(shown)))
}

/// Not the trainee, who reads what counts on their own page: notes are for those who judge.
fn may_read_evidence(conn: &mut Conn, who: &Permissions, id: &EnrolmentId, now: Millis) -> Result<Enrolment> {
    if let Ok(seen) = access::seen_enrolment(conn, who, id) {
        if seen.is_own {
            return Err(crate::error::Code::OwnRecord.into());
        }
        return Ok(seen.enrolment);
    }
    let enrolment = store::find_enrolment(conn, id)?.ok_or_else(Error::not_found)?;
    let gates = store::list_newest_gates(conn, std::slice::from_ref(id))?;
    let open = gates.into_iter().find(|gate| gate.state == GateState::InReview);
    let phase = open.map(|gate| gate.phase).ok_or_else(Error::not_found)?;
    let version = version_of(conn, &enrolment)?;
    let staff = Staff::load(conn, &enrolment, now)?;
    let signers = version
        .phase(phase)
        .map(|phase| phase.signers.as_slice())
        .unwrap_or_default();
    let is_asked = signers.iter().any(|signer| is_signer(&staff, signer, &who.person));
    if is_asked {
        Ok(enrolment)
    } else {
        Err(Error::not_found())
    }
}

/// What waits for a second person in the caller's districts, the oldest first.
#[utoipa::path(get, path = "/api/v1/credits", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<WaitingCredit>)))]
pub async fn list_credits(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    let page = ctx
        .read(move |conn, who| {
            let after: Option<CreditId> = query.0.after()?;
            let limit = query.0.limit();
            let scope = tended_districts(who);
            let rows = store::page_waiting_manual(conn, scope.districts(), after.as_ref(), limit + 1)?;
            let page = Page::cut(rows, limit, |manual| manual.id.clone());
            let next = page.next;
            let rows = page.items.into_iter().map(|manual| row(conn, who, manual));
            let items = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
            Ok(Page { items, next })
        })
        .await?;
    Ok(json::ok(&page))
}

fn row(conn: &mut Conn, who: &Permissions, manual: Manual) -> Result<Option<WaitingCredit>> {
    let seen = access::seen_enrolment(conn, who, &manual.enrolment_id)?;
    let Some((zh, en, unit)) = store::find_requirement_names(conn, &manual.requirement_id)? else {
        return Ok(None);
    };
    let asker = store::list_nicknames(conn, std::slice::from_ref(&manual.asked_by))?;
    Ok(Some(WaitingCredit {
        credit_id: manual.id,
        nickname: seen.enrolment.nickname,
        enrolment_id: manual.enrolment_id,
        requirement: Names { zh, en },
        kind: manual.kind,
        amount: manual.amount,
        unit,
        reason: manual.reason,
        asked_at: manual.asked_at,
        i_may_confirm: !seen.is_own && manual.asked_by != who.person,
        is_mine: manual.asked_by == who.person,
        asked_by: asker
            .into_iter()
            .map(|(_, nickname)| nickname)
            .next()
            .unwrap_or_default(),
    }))
}

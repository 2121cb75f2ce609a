//! Credit and waivers by hand.

use super::progress::{Progress, view_after};
use crate::accounts::access::Standing;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::field;
use crate::ids::{CreditId, EnrolmentId, RequirementId};
use crate::training::access::{self, tended_districts};
use crate::training::actions::Desk;
use crate::training::actions::manual::{self as actions, Wish};
use crate::training::model::{Manual, ManualKind, Names, Unit};
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
pub struct Confirm {}

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
}

async fn ask(
    desk: Desk,
    id: EnrolmentId,
    requirement: RequirementId,
    wish: Wish,
    reason: &str,
) -> Result<HttpResponse> {
    let reason = field::text("reason", reason, 1, 500)?;
    let credit_id = actions::ask_for_credit(desk, id, requirement, wish, reason).await?;
    Ok(json::created(&Waiting {
        credit_id,
        state: "waiting_for_second",
    }))
}

/// Asks for credit by hand; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/credits", tag = "training", params(("id" = String, Path)),
    request_body = AskForCredit, responses((status = 201, body = Waiting)))]
pub async fn ask_for_credit(desk: Desk, id: Path<EnrolmentId>, body: Json<AskForCredit>) -> Result<HttpResponse> {
    let body = body.0;
    ask(desk, id.0, body.requirement_id, Wish::Credit(body.amount), &body.reason).await
}

/// Asks that prior learning stands for a requirement; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/waivers", tag = "training", params(("id" = String, Path)),
    request_body = AskForWaiver, responses((status = 201, body = Waiting)))]
pub async fn ask_for_waiver(desk: Desk, id: Path<EnrolmentId>, body: Json<AskForWaiver>) -> Result<HttpResponse> {
    let body = body.0;
    ask(desk, id.0, body.requirement_id, Wish::Waiver, &body.reason).await
}

/// Confirms what somebody else has asked for.
#[utoipa::path(post, path = "/api/v1/credits/{id}/confirm", tag = "training", params(("id" = String, Path)),
    request_body = Confirm, responses((status = 200, body = Progress)))]
pub async fn confirm_credit(desk: Desk, id: Path<CreditId>, _body: Json<Confirm>) -> Result<HttpResponse> {
    let (db, now) = (desk.db.clone(), desk.kit.clock.now());
    let enrolment = actions::confirm_credit(desk, id.0).await?;
    Ok(json::ok(&view_after(&db, enrolment, now).await?))
}

/// What waits for a second person in the caller's districts, the oldest first.
#[utoipa::path(get, path = "/api/v1/credits", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<WaitingCredit>)))]
pub async fn list_credits(desk: Desk, query: Query<PageQuery>) -> Result<HttpResponse> {
    let caller = desk.caller;
    let page = desk
        .db
        .read(move |conn| {
            let standing = Standing::load(conn, &caller)?;
            let after: Option<CreditId> = query.0.after()?;
            let limit = query.0.limit();
            let scope = tended_districts(&standing);
            let rows = store::page_waiting_manual(conn, scope.districts(), after.as_ref(), limit + 1)?;
            let page = Page::cut(rows, limit, |manual| manual.id.clone());
            let next = page.next;
            let rows = page.items.into_iter().map(|manual| row(conn, &standing, manual));
            let items = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
            Ok::<_, crate::error::Error>(Page { items, next })
        })
        .await?;
    Ok(json::ok(&page))
}

fn row(conn: &mut Conn, standing: &Standing, manual: Manual) -> Result<Option<WaitingCredit>> {
    let seen = access::seen_enrolment(conn, standing, &manual.enrolment_id)?;
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
        i_may_confirm: !seen.is_own && manual.asked_by != standing.person,
        asked_by: asker
            .into_iter()
            .map(|(_, nickname)| nickname)
            .next()
            .unwrap_or_default(),
    }))
}

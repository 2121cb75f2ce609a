//! Approved phases of which something is missing now, exceptions, and taking an approval back.

use super::progress::{Progress, view_after};
use crate::accounts::access::Permissions;
use crate::accounts::context::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::field;
use crate::ids::{EnrolmentId, OverrideId};
use crate::training::access::{self, tended_districts};
use crate::training::actions::approvals as actions;
use crate::training::model::{Names, Undermined};
use crate::training::progress::version_of;
use crate::training::store;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A reason, which the history keeps.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    reason: String,
}

/// Agrees.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Agree {}

/// An approved phase of which something is missing now.
#[derive(Serialize, ToSchema)]
pub struct UnderminedRow {
    enrolment_id: EnrolmentId,
    nickname: String,
    cohort: String,
    phase: i64,
    missing: Vec<Names>,
    since: Millis,
}

fn row(conn: &mut Conn, who: &Permissions, of: Undermined) -> Result<Option<UnderminedRow>> {
    let Ok(seen) = access::seen_enrolment(conn, who, &of.enrolment_id) else {
        return Ok(None);
    };
    let version = version_of(conn, &seen.enrolment)?;
    let named = |code: &String| {
        let found = version
            .requirements
            .iter()
            .find(|requirement| requirement.code == *code);
        found.map(|requirement| requirement.name.clone())
    };
    Ok(Some(UnderminedRow {
        missing: of.missing.iter().filter_map(named).collect(),
        enrolment_id: of.enrolment_id,
        nickname: seen.enrolment.nickname,
        cohort: seen.enrolment.cohort_name,
        phase: of.phase,
        since: of.since,
    }))
}

/// Approved phases of which something is missing now, of those whom the caller looks after, the oldest first.
#[utoipa::path(get, path = "/api/v1/undermined-phases", tag = "training", params(PageQuery),
    responses((status = 200, body = Page<UnderminedRow>)))]
pub async fn list_undermined(ctx: Context, asked: Query<PageQuery>) -> Result<HttpResponse> {
    let page = ctx
        .read(move |conn, who| {
            let scope = tended_districts(who);
            let (limit, after) = (asked.0.limit(), asked.0.after::<(Millis, EnrolmentId, i64)>()?);
            let rows = store::page_undermined(conn, scope.districts(), after.as_ref(), limit + 1)?;
            let page = Page::cut(rows, limit, |row| (row.since, row.enrolment_id.clone(), row.phase));
            let next = page.next;
            let mut items = vec![];
            for of in page.items {
                items.extend(row(conn, who, of)?);
            }
            Ok(Page { items, next })
        })
        .await?;
    Ok(json::ok(&page))
}

/// Takes a mistaken approval back.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/phases/{phase}/revert", tag = "training",
    params(("id" = String, Path), ("phase" = i64, Path)), request_body = Because,
    responses((status = 200, body = Progress)))]
pub async fn revert_approval(
    ctx: Context,
    path: Path<(EnrolmentId, i64)>,
    body: Json<Because>,
) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let (id, phase) = path.0;
    actions::revert_approval(&ctx, id.clone(), phase, reason).await?;
    Ok(json::ok(&view_after(&ctx, id).await?))
}

/// Asks that what is missing from an approved phase shall not matter; a second person confirms it.
#[utoipa::path(post, path = "/api/v1/enrolments/{id}/phases/{phase}/override", tag = "training",
    params(("id" = String, Path), ("phase" = i64, Path)), request_body = Because,
    responses((status = 200, body = Progress)))]
pub async fn ask_override(ctx: Context, path: Path<(EnrolmentId, i64)>, body: Json<Because>) -> Result<HttpResponse> {
    let reason = field::text("reason", &body.0.reason, 1, 500)?;
    let (id, phase) = path.0;
    actions::ask_override(&ctx, id.clone(), phase, reason).await?;
    Ok(json::ok(&view_after(&ctx, id).await?))
}

/// The second person agrees.
#[utoipa::path(post, path = "/api/v1/overrides/{id}/confirm", tag = "training", params(("id" = String, Path)),
    request_body = Agree, responses((status = 200, body = Progress)))]
pub async fn confirm_override(ctx: Context, id: Path<OverrideId>, _body: Json<Agree>) -> Result<HttpResponse> {
    let enrolment = actions::confirm_override(&ctx, id.0).await?;
    Ok(json::ok(&view_after(&ctx, enrolment).await?))
}

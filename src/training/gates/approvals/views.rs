//! Approved phases of which something is missing now.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::EnrolmentId;
use crate::training::access;
use crate::training::gates::approvals::model::Undermined;
use crate::training::gates::approvals::store;
use crate::training::programmes::model::Names;
use crate::training::progress::enrolment_progress::version_of;
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

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
    let Ok(seen) = access::visible_enrolment(conn, who, &of.enrolment_id) else {
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
pub async fn list_undermined(ctx: &Context, page: PageQuery) -> Result<Page<UnderminedRow>> {
    ctx.read(move |conn, who| {
        let scope = who.coordinated_or_supervised();
        let (limit, after) = (page.limit(), page.after::<(Millis, EnrolmentId, i64)>()?);
        let rows = store::page_undermined(conn, scope.districts(), after.as_ref(), limit + 1)?;
        let page = Page::cut(rows, limit, |row| (row.since, row.enrolment_id.clone(), row.phase));
        let next = page.next;
        let mut items = vec![];
        for of in page.items {
            items.extend(row(conn, who, of)?);
        }
        Ok(Page { items, next })
    })
    .await
}

//! What is done by hand and waits for a second person.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CreditId, EnrolmentId};
use crate::training::access;
use crate::training::gates::signers;
use crate::training::ledger::manual::model::{Manual, ManualKind};
use crate::training::ledger::manual::store;
use crate::training::programmes::model::{Names, Unit};
use crate::training::programmes::versions;
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

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

fn row(conn: &mut Conn, who: &Permissions, manual: Manual) -> Result<Option<WaitingCredit>> {
    let seen = access::visible_enrolment(conn, who, &manual.enrolment_id)?;
    let Some((zh, en, unit)) = versions::store::find_requirement_names(conn, &manual.requirement_id)? else {
        return Ok(None);
    };
    let asker = signers::store::list_nicknames(conn, std::slice::from_ref(&manual.asked_by))?;
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

/// What waits for a second person in the caller's districts, the oldest first.
pub async fn list_credits(ctx: &Context, page: PageQuery) -> Result<Page<WaitingCredit>> {
    ctx.read(move |conn, who| {
        let (limit, after) = (page.limit(), page.after::<CreditId>()?);
        let scope = who.coordinated_or_supervised();
        let rows = store::page_waiting_manual(conn, scope.districts(), after.as_ref(), limit + 1)?;
        let page = Page::cut(rows, limit, |manual| manual.id.clone());
        let next = page.next;
        let rows = page.items.into_iter().map(|manual| row(conn, who, manual));
        let items = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        Ok(Page { items, next })
    })
    .await
}

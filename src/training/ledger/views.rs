//! The ledger of an enrolment, line by line.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CreditId, EnrolmentId};
use crate::scheduling::api::{TypeNames, type_names};
use crate::training::access;
use crate::training::ledger::model::{LedgerLine, Source};
use crate::training::ledger::store;
use crate::training::programmes::model::{Names, Unit, Version};
use crate::training::progress::enrolment_progress::version_of;
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

/// A line of the ledger.
#[derive(Serialize, ToSchema)]
pub struct LedgerView {
    at: Millis,
    #[schema(required = true)]
    session_id: Option<String>,
    source: Source,
    /// The session's own title; empty where it has none, or where it was no session.
    title: String,
    /// What the session's type is called, where it has no title of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    type_name: Option<Bilingual>,
    requirement: Names,
    amount: i64,
    unit: Unit,
    is_reversal: bool,
}

/// One page of the ledger, the newest line first.
pub(crate) fn page(
    conn: &mut Conn,
    version: &Version,
    id: &EnrolmentId,
    asked: &PageQuery,
) -> Result<Page<LedgerView>> {
    let (after, limit) = (asked.after::<(Millis, CreditId)>()?, asked.limit());
    let lines = store::page_ledger(conn, id, after, limit + 1)?;
    let page = Page::cut(lines, limit, |line| (line.at, line.id.clone()));
    let studios: Vec<_> = page.items.iter().filter_map(|line| line.kind.clone()).collect();
    let studios: Vec<_> = studios.into_iter().map(|(studio, _)| studio).collect();
    let types = type_names(conn, &studios)?;
    let shown = |line| shown(version, &types, line);
    Ok(Page {
        items: page.items.into_iter().filter_map(shown).collect(),
        next: page.next,
    })
}

fn shown(version: &Version, types: &TypeNames, line: LedgerLine) -> Option<LedgerView> {
    let requirement = &version.requirements[version.index_of(&line.requirement_id)?];
    let is_session = line.source == Source::Session;
    let title = line.title.unwrap_or_default();
    let name = line.kind.as_ref().and_then(|kind| types.get(kind));
    Some(LedgerView {
        at: line.at,
        session_id: is_session.then_some(line.source_id),
        source: line.source,
        type_name: name.filter(|_| title.is_empty()).cloned(),
        title,
        requirement: requirement.name.clone(),
        amount: line.amount,
        unit: requirement.unit,
        is_reversal: line.is_reversal,
    })
}

/// The lines of the ledger, the newest first: one's own, or for whoever looks after them.
pub async fn list_ledger(ctx: &Context, id: EnrolmentId, asked: PageQuery) -> Result<Page<LedgerView>> {
    ctx.read(move |conn, who| {
        let seen = access::visible_enrolment(conn, who, &id)?;
        let version = version_of(conn, &seen.enrolment)?;
        page(conn, &version, &id, &asked)
    })
    .await
}

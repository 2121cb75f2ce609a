//! Who looked at what.

use crate::accounts::Accounts;
use crate::accounts::access::{Caller, Role};
use crate::accounts::audit_log::views as record;
use crate::audit::security::SecurityKind;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::AuditId;
use crate::web::json;
use crate::web::page::{Page, PageQuery};
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Somebody looked at the caller's record.
#[derive(Serialize, ToSchema)]
pub struct ReadingView {
    at: Millis,
    /// In which role they work; not who they are.
    #[schema(required = true)]
    who_role: Option<Role>,
    /// A code that the interface has words for: `person_read`, …
    what: AuditVerb,
}

/// Who looked at my record?
#[utoipa::path(get, path = "/api/v1/me/record-reads", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<ReadingView>)))]
pub async fn readings(accounts: Data<Accounts>, caller: Caller, Query(page): Query<PageQuery>) -> Result<HttpResponse> {
    let rows = record::list_readings(&accounts, &caller, page.after()?, page.limit() + 1).await?;
    let page = Page::cut(rows, page.limit(), |row| row.id.clone());
    Ok(json::ok(&page.map(|row| ReadingView {
        at: row.at,
        who_role: row.who_role,
        what: row.what,
    })))
}

/// A line of the audit.
#[derive(Serialize, ToSchema)]
pub struct AuditLineView {
    id: AuditId,
    at: Millis,
    #[schema(required = true)]
    actor_id: Option<String>,
    #[schema(value_type = AuditVerb)]
    verb: String,
    #[schema(value_type = AuditSubject)]
    subject_kind: String,
    subject_id: String,
    /// In the chain: it cannot be changed unseen any more.
    sealed: bool,
}

/// The audit, for the privacy officer.
#[utoipa::path(get, path = "/api/v1/audit", tag = "accounts", params(PageQuery),
    responses((status = 200, body = Page<AuditLineView>), (status = 403, description = "not_allowed")))]
pub async fn audit(accounts: Data<Accounts>, caller: Caller, Query(page): Query<PageQuery>) -> Result<HttpResponse> {
    let lines = record::list_audit(&accounts, &caller, page.after()?, page.limit() + 1).await?;
    let page = Page::cut(lines, page.limit(), |line| line.id.clone());
    Ok(json::ok(&page.map(|line| AuditLineView {
        id: line.id,
        at: line.at,
        actor_id: line.actor_id,
        verb: line.verb,
        subject_kind: line.subject_kind,
        subject_id: line.subject_id,
        sealed: line.hash.is_some(),
    })))
}

/// A line of the security log.
#[derive(Serialize, ToSchema)]
pub struct SecurityLineView {
    id: String,
    at: Millis,
    #[schema(value_type = SecurityKind)]
    kind: String,
    /// To or by whom, if they were known.
    #[schema(required = true)]
    person_id: Option<String>,
    /// From which network, cut to /24 or /48; none after a month.
    #[schema(required = true)]
    network: Option<String>,
    /// A code or an id.
    detail: String,
}

/// Which lines of the security log.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SecurityQuery {
    /// Of one kind; all when absent.
    kind: Option<SecurityKind>,
    /// Where the previous page ended, as it was given there.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// The security log of the last six months, for the privacy officer: ways in, refusals, sheets that left, seats. No names.
#[utoipa::path(get, path = "/api/v1/security-log", tag = "accounts", params(SecurityQuery),
    responses((status = 200, body = Page<SecurityLineView>), (status = 403, description = "not_allowed")))]
pub async fn security_log(
    accounts: Data<Accounts>,
    caller: Caller,
    Query(asked): Query<SecurityQuery>,
) -> Result<HttpResponse> {
    let page = PageQuery {
        cursor: asked.cursor,
        limit: asked.limit,
    };
    let lines = record::list_security(&accounts, &caller, asked.kind, page.after()?, page.limit() + 1).await?;
    let page = Page::cut(lines, page.limit(), |line| line.id.clone());
    Ok(json::ok(&page.map(|line| SecurityLineView {
        id: line.id,
        at: line.at,
        kind: line.kind,
        person_id: line.person_id,
        network: line.network,
        detail: line.detail,
    })))
}

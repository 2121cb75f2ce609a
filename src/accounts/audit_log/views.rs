//! Who looked at somebody's record, and the audit for the privacy officer.

use crate::accounts::access::{Caller, Permissions, Role, allowed};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::security::{self, SecurityKind, SecurityLine};
use crate::audit::{self, AuditVerb};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::AuditId;

/// One reading, in words that the person understands.
pub struct Reading {
    pub id: AuditId,
    pub at: Millis,
    pub who_role: Option<Role>,
    pub what: AuditVerb,
}

/// Who looked at the caller's own record (safety 19): by role, not by name.
pub async fn list_readings(
    accounts: &Accounts,
    caller: &Caller,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<Reading>> {
    let person = caller.person.clone();
    let read = accounts.db.read(move |conn| {
        let rows = store::audit_log::page_readings(conn, &person, AuditVerb::READINGS, before.as_ref(), limit)?;
        let readings = rows.into_iter().map(|(id, at, what, detail)| Reading {
            id,
            at,
            who_role: role_in(&detail),
            what,
        });
        Ok(readings.collect())
    });
    read.await
}

fn role_in(detail: &str) -> Option<Role> {
    let detail: serde_json::Value = serde_json::from_str(detail).ok()?;
    Role::parse(detail.get("role")?.as_str()?)
}

/// The audit, the latest first, for the privacy officer only.
pub async fn list_audit(
    accounts: &Accounts,
    caller: &Caller,
    before: Option<AuditId>,
    limit: i64,
) -> Result<Vec<audit::Line>> {
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        allowed(Permissions::load(conn, &caller)?.is_privacy_officer())?;
        Ok(audit::page_entries(conn, before.as_ref(), limit)?)
    });
    read.await
}

/// The security log, the latest first, for the privacy officer only; of one kind if it is named.
pub async fn list_security(
    accounts: &Accounts,
    caller: &Caller,
    kind: Option<SecurityKind>,
    before: Option<String>,
    limit: i64,
) -> Result<Vec<SecurityLine>> {
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        allowed(Permissions::load(conn, &caller)?.is_privacy_officer())?;
        Ok(security::page_events(conn, kind, before.as_deref(), limit)?)
    });
    read.await
}

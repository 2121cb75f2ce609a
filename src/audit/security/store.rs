//! Every query on the security log.

use super::{SecurityEvent, SecurityKind};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::security_events;
use diesel::prelude::*;

/// A stored line, in the order of the table.
#[derive(Clone, Debug, Queryable)]
pub struct SecurityLine {
    pub id: String,
    pub at: Millis,
    pub kind: String,
    /// To or by whom, if they were known.
    pub person_id: Option<String>,
    /// From which network; none after a month.
    pub network: Option<String>,
    /// A code or an id.
    pub detail: String,
}

pub(super) fn insert_event(conn: &mut Conn, id: &str, at: Millis, event: &SecurityEvent) -> QueryResult<()> {
    diesel::insert_into(security_events::table)
        .values((
            security_events::id.eq(id),
            security_events::at.eq(at),
            security_events::kind.eq(event.kind),
            security_events::person_id.eq(event.person.as_ref().map(|person| person.as_str())),
            security_events::network.eq(event.network.as_deref()),
            security_events::detail.eq(&event.detail),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Lines of a kind (or all) before `before` (or all), the latest first.
pub fn page_events(
    conn: &mut Conn,
    kind: Option<SecurityKind>,
    before: Option<&str>,
    limit: i64,
) -> QueryResult<Vec<SecurityLine>> {
    let mut query = security_events::table
        .order(security_events::id.desc())
        .limit(limit)
        .select(security_events::all_columns)
        .into_boxed();
    if let Some(kind) = kind {
        query = query.filter(security_events::kind.eq(kind));
    }
    if let Some(before) = before {
        query = query.filter(security_events::id.lt(before.to_owned()));
    }
    query.load(conn)
}

pub(super) fn delete_before(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    diesel::delete(security_events::table.filter(security_events::at.lt(then))).execute(conn)
}

pub(super) fn update_without_network(conn: &mut Conn, then: Millis) -> QueryResult<usize> {
    let old = security_events::table
        .filter(security_events::at.lt(then))
        .filter(security_events::network.is_not_null());
    diesel::update(old)
        .set(security_events::network.eq(None::<String>))
        .execute(conn)
}

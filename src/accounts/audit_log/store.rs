//! Who read a person's record, from the audit.

use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::audit_entries as audit;
use crate::ids::{AuditId, PersonId};
use diesel::prelude::*;

/// One reading: its id, when, the verb, the details.
pub type Reading = (AuditId, Millis, AuditVerb, String);

/// Readings of `person` by others, the latest first.
pub fn page_readings(
    conn: &mut Conn,
    person: &PersonId,
    verbs: &[AuditVerb],
    before: Option<&AuditId>,
    limit: i64,
) -> QueryResult<Vec<Reading>> {
    let mut query = audit::table
        .filter(
            audit::subject_kind
                .eq(AuditSubject::Person)
                .and(audit::subject_id.eq(person.as_str())),
        )
        .filter(
            audit::verb
                .eq_any(verbs.to_vec())
                .and(audit::actor_id.ne(person.as_str())),
        )
        .select((audit::id, audit::at, audit::verb, audit::detail))
        .order(audit::id.desc())
        .limit(limit)
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(audit::id.lt(before));
    }
    query.load(conn)
}

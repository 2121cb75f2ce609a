//! What staff saw.

use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{consents, evidence_items};
use crate::error::Result;
use crate::ids::{EnrolmentId, PersonId, RequirementId};
use diesel::prelude::*;

/// Writes that somebody saw something.
#[allow(clippy::too_many_arguments)] // a row
pub fn insert_evidence(
    conn: &mut Conn,
    row: &str,
    enrolment: &EnrolmentId,
    requirement: &RequirementId,
    amount: i64,
    note: Option<&str>,
    by: &PersonId,
    now: Millis,
) -> Result<()> {
    diesel::insert_into(evidence_items::table)
        .values((
            evidence_items::id.eq(row),
            evidence_items::enrolment_id.eq(enrolment),
            evidence_items::requirement_id.eq(requirement),
            evidence_items::amount.eq(amount),
            evidence_items::note.eq(note),
            evidence_items::recorded_by.eq(by),
            evidence_items::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Who has recorded something for a requirement.
pub fn list_recorders(conn: &mut Conn, enrolment: &EnrolmentId, requirement: &RequirementId) -> Result<Vec<PersonId>> {
    Ok(evidence_items::table
        .filter(evidence_items::enrolment_id.eq(enrolment))
        .filter(evidence_items::requirement_id.eq(requirement))
        .select(evidence_items::recorded_by)
        .load(conn)?)
}

/// The person's consent to keeping a training file, if it stands.
pub fn find_training_consent(conn: &mut Conn, person: &PersonId) -> Result<Option<String>> {
    Ok(consents::table
        .filter(consents::person_id.eq(person))
        .filter(consents::purpose.eq("training_file"))
        .filter(consents::withdrawn_at.is_null())
        .select(consents::id)
        .first(conn)
        .optional()?)
}

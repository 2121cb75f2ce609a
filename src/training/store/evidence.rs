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
    sealed_note: Option<&[u8]>,
    by: &PersonId,
    now: Millis,
) -> Result<()> {
    diesel::insert_into(evidence_items::table)
        .values((
            evidence_items::id.eq(row),
            evidence_items::enrolment_id.eq(enrolment),
            evidence_items::requirement_id.eq(requirement),
            evidence_items::amount.eq(amount),
            evidence_items::sealed_note.eq(sealed_note),
            evidence_items::recorded_by.eq(by),
            evidence_items::at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Notes from before they were sealed: row and text.
pub fn list_clear_notes(conn: &mut Conn, limit: i64) -> Result<Vec<(String, Option<String>)>> {
    Ok(evidence_items::table
        .filter(evidence_items::note.is_not_null())
        .select((evidence_items::id, evidence_items::note))
        .order(evidence_items::id)
        .limit(limit)
        .load(conn)?)
}

/// Puts the sealed note in the place of the clear one.
pub fn update_note_sealed(conn: &mut Conn, row: &str, sealed: &[u8]) -> Result<()> {
    diesel::update(
        evidence_items::table
            .filter(evidence_items::id.eq(row))
            .filter(evidence_items::note.is_not_null()),
    )
    .set((
        evidence_items::note.eq(None::<String>),
        evidence_items::sealed_note.eq(sealed),
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

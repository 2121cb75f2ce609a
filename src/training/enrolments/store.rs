//! Pauses, and what happened to phases.

use crate::accounts::model::Purpose;
use crate::clock::Millis;
use crate::db::Conn;
use crate::db::schema::{consents, pauses, phase_events};
use crate::error::Result;
use crate::ids::{EnrolmentId, PersonId};
use crate::training::enrolments::model::{Pause, PhaseEvent, PhaseEventKind, PhaseOpening};
use diesel::prelude::*;

/// Writes the time in which somebody had left.
pub fn insert_absence(conn: &mut Conn, row: &str, id: &EnrolmentId, from_at: Millis, to_at: Millis) -> Result<()> {
    diesel::insert_into(pauses::table)
        .values((
            pauses::id.eq(row),
            pauses::enrolment_id.eq(id),
            pauses::from_at.eq(from_at),
            pauses::to_at.eq(to_at),
            pauses::is_absence.eq(true),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn insert_pause(conn: &mut Conn, row: &str, id: &EnrolmentId, now: Millis) -> Result<()> {
    diesel::insert_into(pauses::table)
        .values((
            pauses::id.eq(row),
            pauses::enrolment_id.eq(id),
            pauses::from_at.eq(now),
            pauses::is_absence.eq(false),
        ))
        .execute(conn)?;
    Ok(())
}

/// Ends the rest, if there is one.
pub fn update_pause_ended(conn: &mut Conn, id: &EnrolmentId, now: Millis) -> Result<()> {
    diesel::update(pauses::table)
        .filter(pauses::enrolment_id.eq(id))
        .filter(pauses::to_at.is_null())
        .set(pauses::to_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// The rests of these enrolments.
pub fn list_pauses(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Pause>> {
    Ok(pauses::table
        .filter(pauses::enrolment_id.eq_any(ids))
        .order(pauses::from_at)
        .select((pauses::enrolment_id, pauses::from_at, pauses::to_at, pauses::is_absence))
        .load(conn)?)
}

/// When the phases of these enrolments opened, the oldest first.
pub fn list_opened(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<PhaseOpening>> {
    Ok(phase_events::table
        .filter(phase_events::enrolment_id.eq_any(ids))
        .filter(phase_events::kind.eq(PhaseEventKind::Entered))
        .order((phase_events::at, phase_events::phase))
        .select((phase_events::enrolment_id, phase_events::phase, phase_events::at))
        .load(conn)?)
}

/// Writes what happened to a phase.
pub fn insert_phase_event(conn: &mut Conn, event: &PhaseEvent<'_>) -> Result<()> {
    diesel::insert_into(phase_events::table)
        .values((
            phase_events::id.eq(event.row),
            phase_events::enrolment_id.eq(event.enrolment),
            phase_events::phase.eq(event.phase),
            phase_events::kind.eq(event.kind),
            phase_events::gate_id.eq(event.gate),
            phase_events::actor_id.eq(event.actor),
            phase_events::reason.eq(event.reason),
            phase_events::evaluation.eq(event.evaluation),
            phase_events::at.eq(event.at),
        ))
        .execute(conn)?;
    Ok(())
}

/// The person's consent to keeping a training file, if it stands.
pub fn find_training_consent(conn: &mut Conn, person: &PersonId) -> Result<Option<String>> {
    Ok(consents::table
        .filter(consents::person_id.eq(person))
        .filter(consents::purpose.eq(Purpose::TrainingFile))
        .filter(consents::withdrawn_at.is_null())
        .select(consents::id)
        .first(conn)
        .optional()?)
}

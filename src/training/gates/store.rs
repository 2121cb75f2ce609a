//! Reviews and signatures.

use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::db::Conn;
use crate::db::schema::{cohort_places, cohorts, enrolments, gates, people, sign_offs};
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, EnrolmentId, GateId, PersonId};
use crate::training::gates::model::{Gate, GateState, SignOff};
use diesel::prelude::*;

const COLUMNS: (
    gates::id,
    gates::enrolment_id,
    gates::phase,
    gates::round,
    gates::state,
    gates::requested_by,
    gates::requested_at,
    gates::reverted_at,
) = (
    gates::id,
    gates::enrolment_id,
    gates::phase,
    gates::round,
    gates::state,
    gates::requested_by,
    gates::requested_at,
    gates::reverted_at,
);

pub fn find_gate(conn: &mut Conn, id: &GateId) -> Result<Option<Gate>> {
    Ok(gates::table.find(id).select(COLUMNS).first(conn).optional()?)
}

/// Every review of an enrolment, by phase, the newest round first.
pub fn list_gates_of(conn: &mut Conn, id: &EnrolmentId) -> Result<Vec<Gate>> {
    Ok(gates::table
        .filter(gates::enrolment_id.eq(id))
        .order((gates::phase, gates::round.desc()))
        .select(COLUMNS)
        .load(conn)?)
}

/// The newest review of each phase of these enrolments.
pub fn list_newest_gates(conn: &mut Conn, ids: &[EnrolmentId]) -> Result<Vec<Gate>> {
    let rows: Vec<Gate> = gates::table
        .filter(gates::enrolment_id.eq_any(ids))
        .order((gates::enrolment_id, gates::phase, gates::round.desc()))
        .select(COLUMNS)
        .load(conn)?;
    let mut newest: Vec<Gate> = vec![];
    for gate in rows {
        let is_older = |last: &Gate| last.enrolment_id == gate.enrolment_id && last.phase == gate.phase;
        if !newest.last().is_some_and(is_older) {
            newest.push(gate);
        }
    }
    Ok(newest)
}

/// Reviews that wait for signatures, the oldest first, after `after`: of active people of these districts (none: of all), and of the
/// cohorts in which this person has a place.
pub fn page_waiting_gates(
    conn: &mut Conn,
    districts: Option<&[DistrictId]>,
    person: &PersonId,
    after: Option<&(Millis, GateId)>,
    limit: i64,
) -> Result<Vec<Gate>> {
    let mut query = gates::table
        .inner_join(enrolments::table.on(enrolments::id.eq(gates::enrolment_id)))
        .inner_join(cohorts::table.on(cohorts::id.eq(enrolments::cohort_id)))
        .inner_join(people::table.on(people::id.eq(enrolments::person_id)))
        .filter(gates::state.eq(GateState::InReview))
        .filter(enrolments::state.eq(EnrolmentState::Active))
        .order((gates::requested_at, gates::id))
        .limit(limit)
        .select(COLUMNS)
        .into_boxed();
    if let Some(districts) = districts {
        let placed: Vec<CohortId> = cohort_places::table
            .filter(cohort_places::person_id.eq(person))
            .filter(cohort_places::ended_at.is_null())
            .select(cohort_places::cohort_id)
            .load(conn)?;
        let of_home = cohorts::district_id
            .is_null()
            .and(people::home_district_id.eq_any(districts));
        query = query.filter(
            cohorts::district_id
                .eq_any(districts)
                .or(of_home)
                .or(cohorts::id.eq_any(placed)),
        );
    }
    if let Some((at, id)) = after {
        let later = gates::requested_at.gt(*at);
        query = query.filter(later.or(gates::requested_at.eq(*at).and(gates::id.gt(id))));
    }
    Ok(query.load(conn)?)
}

/// How many reviews of a phase there were.
pub fn count_rounds(conn: &mut Conn, enrolment: &EnrolmentId, phase: i64) -> Result<i64> {
    Ok(gates::table
        .filter(gates::enrolment_id.eq(enrolment))
        .filter(gates::phase.eq(phase))
        .count()
        .get_result(conn)?)
}

pub fn insert_gate(conn: &mut Conn, gate: &Gate) -> Result<()> {
    diesel::insert_into(gates::table)
        .values((
            gates::id.eq(&gate.id),
            gates::enrolment_id.eq(&gate.enrolment_id),
            gates::phase.eq(gate.phase),
            gates::round.eq(gate.round),
            gates::state.eq(gate.state),
            gates::requested_by.eq(&gate.requested_by),
            gates::requested_at.eq(gate.requested_at),
        ))
        .execute(conn)?;
    Ok(())
}

pub fn update_gate_decided(conn: &mut Conn, id: &GateId, state: GateState, now: Millis) -> Result<()> {
    diesel::update(gates::table.find(id))
        .set((gates::state.eq(state), gates::decided_at.eq(Some(now))))
        .execute(conn)?;
    Ok(())
}

/// Takes an approval back.
pub fn update_gate_reverted(conn: &mut Conn, id: &GateId, now: Millis) -> Result<()> {
    diesel::update(gates::table.find(id))
        .set(gates::reverted_at.eq(Some(now)))
        .execute(conn)?;
    Ok(())
}

/// The signatures of these reviews, the oldest first.
pub fn list_sign_offs(conn: &mut Conn, ids: &[GateId]) -> Result<Vec<SignOff>> {
    Ok(sign_offs::table
        .inner_join(people::table.on(people::id.eq(sign_offs::person_id)))
        .filter(sign_offs::gate_id.eq_any(ids))
        .order((sign_offs::at, sign_offs::id))
        .select((
            sign_offs::gate_id,
            sign_offs::label_index,
            sign_offs::person_id,
            people::nickname,
            sign_offs::decision,
            sign_offs::because,
            sign_offs::at,
            sign_offs::turn,
        ))
        .load(conn)?)
}

pub fn insert_sign_off(conn: &mut Conn, row: &str, sign_off: &SignOff) -> Result<()> {
    diesel::insert_into(sign_offs::table)
        .values((
            sign_offs::id.eq(row),
            sign_offs::gate_id.eq(&sign_off.gate_id),
            sign_offs::label_index.eq(sign_off.label_index),
            sign_offs::person_id.eq(&sign_off.person_id),
            sign_offs::decision.eq(sign_off.decision),
            sign_offs::because.eq(&sign_off.because),
            sign_offs::at.eq(sign_off.at),
            sign_offs::turn.eq(sign_off.turn),
        ))
        .execute(conn)?;
    Ok(())
}

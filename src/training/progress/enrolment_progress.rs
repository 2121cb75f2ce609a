//! One or many enrolments with everything that is known of them now.

use crate::clock::Millis;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, ProgrammeVersionId};
use crate::training::enrolments::model::PhaseState;
use crate::training::gates::model::GateState;
use crate::training::programmes::model::Version;
use crate::training::programmes::versions;
use crate::training::progress::evaluate::{Evaluation, evaluate};
use crate::training::progress::facts::{Facts, LocalNow, load};

/// One enrolment with everything that is known of it now.
pub struct EnrolmentProgress {
    pub enrolment: Enrolment,
    /// What it was computed from.
    pub facts: Facts,
    pub evaluation: Evaluation,
}

impl EnrolmentProgress {
    /// Where a phase stands. `gate` is the state of its newest review.
    pub fn phase_state(&self, phase: i64, gate: Option<GateState>) -> PhaseState {
        if phase < self.enrolment.open_phase {
            PhaseState::Approved
        } else if phase > self.enrolment.open_phase {
            PhaseState::Locked
        } else if gate == Some(GateState::InReview) {
            PhaseState::InReview
        } else if self.is_complete(phase) {
            PhaseState::RequirementsMet
        } else {
            PhaseState::Open
        }
    }

    /// Everything mandatory of a phase is met or waived (T4).
    pub fn is_complete(&self, phase: i64) -> bool {
        self.evaluation.phase(phase).is_some_and(|p| p.missing.is_empty())
    }

    /// The frozen copy that stands behind a decision: every requirement of the phase by code, with its figures.
    pub fn frozen(&self, version: &Version, phase: i64, now: Millis) -> String {
        let requirements: serde_json::Map<String, serde_json::Value> = version
            .of_phase(phase)
            .map(|(index, requirement)| {
                let reached = serde_json::json!(self.evaluation.requirements[index]);
                (requirement.code.clone(), reached)
            })
            .collect();
        serde_json::json!({
            "version": version.id,
            "phase": phase,
            "evaluated_at": now,
            "figures": self.evaluation.phase(phase).map(|p| p.figures),
            "missing": self.missing_codes(version, phase),
            "requirements": requirements,
        })
        .to_string()
    }

    /// Codes of what the gate still needs.
    pub fn missing_codes(&self, version: &Version, phase: i64) -> Vec<String> {
        let missing = self.evaluation.phase(phase).map(|p| p.missing.as_slice());
        let code = |index: &usize| version.requirements[*index].code.clone();
        missing.unwrap_or_default().iter().map(code).collect()
    }

    /// Resting or going on.
    pub fn is_going_on(&self) -> bool {
        self.enrolment.state.is_going_on()
    }
}

/// The progress of enrolments that follow the same version.
fn load_same_version(
    conn: &mut Conn,
    version: &Version,
    enrolments: Vec<Enrolment>,
    local: &LocalNow,
) -> Result<Vec<EnrolmentProgress>> {
    let facts = load(conn, version, &enrolments, local)?;
    let progress = |(enrolment, facts): (Enrolment, Facts)| EnrolmentProgress {
        evaluation: evaluate(version, &facts.ledger, &facts.decisions, &facts.bookings, local.today),
        enrolment,
        facts,
    };
    Ok(enrolments.into_iter().zip(facts).map(progress).collect())
}

/// The progress of any enrolments in their order: each by its own version and on the calendar of its own district, so that everybody
/// looks the same here as to themselves (T13).
pub fn load_progress_of_many(
    conn: &mut Conn,
    enrolments: Vec<Enrolment>,
    now: Millis,
) -> Result<Vec<EnrolmentProgress>> {
    type Same = (ProgrammeVersionId, Option<DistrictId>);
    let mut groups: Vec<(Same, Vec<(usize, Enrolment)>)> = vec![];
    for (at, enrolment) in enrolments.into_iter().enumerate() {
        let same = (enrolment.programme_version_id.clone(), enrolment.district().cloned());
        match groups.iter_mut().find(|(other, _)| *other == same) {
            Some((_, group)) => group.push((at, enrolment)),
            None => groups.push((same, vec![(at, enrolment)])),
        }
    }
    let mut all: Vec<(usize, EnrolmentProgress)> = vec![];
    for ((version, district), group) in groups {
        let version = versions::store::find_version(conn, &version)?.ok_or_else(Error::not_found)?;
        let local = LocalNow::at(conn, district.as_ref(), now)?;
        let (order, group): (Vec<usize>, Vec<Enrolment>) = group.into_iter().unzip();
        all.extend(order.into_iter().zip(load_same_version(conn, &version, group, &local)?));
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, progress)| progress).collect())
}

/// The progress of one enrolment, with its version.
pub fn load_progress(conn: &mut Conn, enrolment: Enrolment, now: Millis) -> Result<(Version, EnrolmentProgress)> {
    let version = version_of(conn, &enrolment)?;
    let local = LocalNow::at(conn, enrolment.district(), now)?;
    let progress = load_same_version(conn, &version, vec![enrolment], &local)?.pop();
    Ok((version, progress.ok_or_else(Error::not_found)?))
}

/// What an enrolment follows.
pub fn version_of(conn: &mut Conn, enrolment: &Enrolment) -> Result<Version> {
    versions::store::find_version(conn, &enrolment.programme_version_id)?.ok_or_else(Error::not_found)
}

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
use crate::training::progress::facts::{Asked, Facts, load};

/// One enrolment with everything that is known of it now.
pub struct Picture {
    pub enrolment: Enrolment,
    /// What it was computed from.
    pub facts: Facts,
    pub evaluation: Evaluation,
}

impl Picture {
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
                let standing = serde_json::json!(self.evaluation.requirements[index]);
                (requirement.code.clone(), standing)
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

/// Pictures of enrolments that follow the same version.
fn pictures(conn: &mut Conn, version: &Version, enrolments: Vec<Enrolment>, asked: &Asked) -> Result<Vec<Picture>> {
    let facts = load(conn, version, &enrolments, asked)?;
    let picture = |(enrolment, facts): (Enrolment, Facts)| Picture {
        evaluation: evaluate(version, &facts.ledger, &facts.decisions, &facts.bookings, asked.today),
        enrolment,
        facts,
    };
    Ok(enrolments.into_iter().zip(facts).map(picture).collect())
}

/// Pictures of any enrolments in their order: each by its own version and on the calendar of its own district, so that everybody
/// looks the same here as to themselves (T13).
pub fn pictures_of(conn: &mut Conn, enrolments: Vec<Enrolment>, now: Millis) -> Result<Vec<Picture>> {
    type Same = (ProgrammeVersionId, Option<DistrictId>);
    let mut groups: Vec<(Same, Vec<(usize, Enrolment)>)> = vec![];
    for (at, enrolment) in enrolments.into_iter().enumerate() {
        let same = (enrolment.programme_version_id.clone(), enrolment.district().cloned());
        match groups.iter_mut().find(|(other, _)| *other == same) {
            Some((_, group)) => group.push((at, enrolment)),
            None => groups.push((same, vec![(at, enrolment)])),
        }
    }
    let mut all: Vec<(usize, Picture)> = vec![];
    for ((version, district), group) in groups {
        let version = versions::store::find_version(conn, &version)?.ok_or_else(Error::not_found)?;
        let asked = Asked::at(conn, district.as_ref(), now)?;
        let (order, group): (Vec<usize>, Vec<Enrolment>) = group.into_iter().unzip();
        all.extend(order.into_iter().zip(pictures(conn, &version, group, &asked)?));
    }
    all.sort_by_key(|(at, _)| *at);
    Ok(all.into_iter().map(|(_, picture)| picture).collect())
}

/// One picture with its version.
pub fn picture(conn: &mut Conn, enrolment: Enrolment, now: Millis) -> Result<(Version, Picture)> {
    let version = version_of(conn, &enrolment)?;
    let asked = Asked::at(conn, enrolment.district(), now)?;
    let picture = pictures(conn, &version, vec![enrolment], &asked)?.pop();
    Ok((version, picture.ok_or_else(Error::not_found)?))
}

/// What an enrolment follows.
pub fn version_of(conn: &mut Conn, enrolment: &Enrolment) -> Result<Version> {
    versions::store::find_version(conn, &enrolment.programme_version_id)?.ok_or_else(Error::not_found)
}

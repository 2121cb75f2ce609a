//! Which approvals stand, and which of them something is missing from. An approval never falls by itself.

use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::db::Conn;
use crate::error::Result;
use crate::training::gates;
use crate::training::gates::approvals::model::Override;
use crate::training::gates::approvals::store;
use crate::training::gates::model::Gate;
use crate::training::programmes::model::Version;
use crate::training::progress::enrolment_progress::EnrolmentProgress;

/// The reviews and exceptions of one enrolment.
pub struct Approvals {
    /// Every review, by phase, the newest round first.
    pub gates: Vec<Gate>,
    /// The exceptions, also those that wait for a second person.
    pub overrides: Vec<Override>,
}

impl Approvals {
    pub fn load(conn: &mut Conn, enrolment: &Enrolment) -> Result<Self> {
        Ok(Approvals {
            gates: gates::store::list_gates_of(conn, &enrolment.id)?,
            overrides: store::list_overrides(conn, &enrolment.id)?,
        })
    }

    /// The newest review of a phase.
    pub fn newest(&self, phase: i64) -> Option<&Gate> {
        self.gates.iter().find(|gate| gate.phase == phase)
    }

    /// The phase was approved and nobody has taken it back.
    pub fn is_approved(&self, enrolment: &Enrolment, phase: i64) -> bool {
        phase < enrolment.open_phase || self.newest(phase).is_some_and(Gate::stands)
    }

    /// Approved, but an earlier approval was taken back since.
    pub fn is_flagged(&self, enrolment: &Enrolment, phase: i64) -> bool {
        phase > enrolment.open_phase && self.is_approved(enrolment, phase)
    }

    /// The phase that opens when this one is approved: the next that is not approved already; 5 after the last.
    pub fn opens_after(&self, phase: i64) -> i64 {
        let is_open = |number: &i64| *number > 4 || !self.newest(*number).is_some_and(Gate::stands);
        (phase + 1..=5).find(is_open).unwrap_or(5)
    }

    /// Codes of what is missing from an approved phase and is not excepted by two people.
    pub fn undermined(&self, version: &Version, progress: &EnrolmentProgress, phase: i64) -> Vec<String> {
        let enrolment = &progress.enrolment;
        let counts = enrolment.state.is_going_on() || enrolment.state == EnrolmentState::Completed;
        if !counts || !self.is_approved(enrolment, phase) {
            return vec![];
        }
        let confirmed = |other: &&Override| other.phase == phase && other.confirmed_by.is_some();
        let excepted: Vec<&String> = self
            .overrides
            .iter()
            .filter(confirmed)
            .flat_map(|o| &o.missing)
            .collect();
        let mut missing = progress.missing_codes(version, phase);
        missing.retain(|code| !excepted.contains(&code));
        missing
    }
}

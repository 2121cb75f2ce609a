//! A review and its signatures.

use super::{Decision, GateState};
use crate::clock::Millis;
use crate::ids::{EnrolmentId, GateId, OverrideId, PersonId};

/// The review of one phase of one enrolment.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
#[allow(missing_docs)] // the columns say it
pub struct Gate {
    pub id: GateId,
    pub enrolment_id: EnrolmentId,
    pub phase: i64,
    pub round: i64,
    pub state: GateState,
    pub requested_by: PersonId,
    pub requested_at: Millis,
    pub reverted_at: Option<Millis>,
}

impl Gate {
    /// Approved, and nobody has taken it back.
    pub fn stands(&self) -> bool {
        self.state == GateState::Approved && self.reverted_at.is_none()
    }
}

/// A signature, or the reason for none.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
#[allow(missing_docs)] // the columns say it
pub struct SignOff {
    pub gate_id: GateId,
    pub label_index: i64,
    pub person_id: PersonId,
    pub nickname: String,
    pub decision: Decision,
    pub because: Option<String>,
    pub at: Millis,
    /// Which signature under this label, from 1.
    pub turn: i64,
}

/// Whom headquarters named for a label that nobody can sign.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
#[allow(missing_docs)] // the columns say it
pub struct StandIn {
    pub gate_id: GateId,
    pub phase: i64,
    pub label_index: i64,
    pub person_id: PersonId,
    pub nickname: String,
}

/// What shall not matter in an approved phase, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the columns say it
pub struct Override {
    pub id: OverrideId,
    pub enrolment_id: EnrolmentId,
    pub phase: i64,
    /// The codes of the requirements that are missing.
    pub missing: Vec<String>,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_at: Millis,
    pub confirmed_by: Option<PersonId>,
}

/// An approved phase of which something is missing now.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the columns say it
pub struct Undermined {
    pub enrolment_id: EnrolmentId,
    pub phase: i64,
    /// The codes of the requirements that are missing.
    pub missing: Vec<String>,
    pub since: Millis,
}

/// Somebody who may sign or record, with what makes them so.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the columns say it
pub struct StaffMember {
    pub person_id: PersonId,
    pub nickname: String,
    pub role: crate::accounts::model::Role,
    pub status: Option<crate::accounts::model::CounsellorStatus>,
}

//! A review and its signatures.

use crate::clock::Millis;
use crate::ids::{EnrolmentId, GateId, PersonId};
use crate::text_enum;

text_enum! {
    /// Where a gate stands.
    pub GateState {
        InReview = "in_review",
        /// All labels are signed.
        Approved = "approved",
        /// One signer sent it back.
        Returned = "returned",
    }
}

text_enum! {
    /// What a signer decided.
    pub Decision as "GateDecision" {
        Approve = "approve",
        /// Sends back with the next step.
        Return = "return",
    }
}

/// The review of one phase of one enrolment.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
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

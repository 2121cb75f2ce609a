//! What happens to an enrolment and its phases.

use crate::clock::Millis;
use crate::ids::{EnrolmentId, GateId, PersonId};
use crate::text_enum;

text_enum! {
    /// Where one phase stands for one person.
    pub PhaseState {
        /// An earlier phase is open.
        Locked = "locked",
        /// The one that counts now.
        Open = "open",
        /// Open, and everything is there.
        RequirementsMet = "requirements_met",
        InReview = "in_review",
        Approved = "approved",
    }
}

text_enum! {
    /// What happened to a phase.
    pub PhaseEventKind {
        Entered = "entered",
        /// The review was asked for.
        RequestedReview = "requested_review",
        /// The last signature came.
        Approved = "approved",
        /// Sent back with the next step.
        Returned = "returned",
        /// Decided against the rules, with a reason.
        Overridden = "overridden",
        /// An approval was taken back.
        Reverted = "reverted",
    }
}

/// A rest, and whether it goes on.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Pause {
    pub enrolment_id: EnrolmentId,
    pub from_at: Millis,
    pub to_at: Option<Millis>,
    /// They had left, and nothing was credited.
    pub is_absence: bool,
}

/// When a phase opened.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct PhaseOpening {
    pub enrolment_id: EnrolmentId,
    pub phase: i64,
    pub at: Millis,
}

/// Something that happened to a phase.
pub struct PhaseEvent<'a> {
    pub row: &'a str,
    pub enrolment: &'a EnrolmentId,
    pub phase: i64,
    pub kind: PhaseEventKind,
    pub gate: Option<&'a GateId>,
    pub actor: Option<&'a PersonId>,
    /// Why, for a return.
    pub reason: Option<&'a str>,
    /// The frozen copy of the evaluation, as JSON.
    pub evaluation: Option<&'a str>,
    pub at: Millis,
}

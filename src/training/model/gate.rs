//! A review and its signatures.

use super::{Decision, GateState};
use crate::clock::Millis;
use crate::ids::{EnrolmentId, GateId, PersonId};

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

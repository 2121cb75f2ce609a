//! What became of an approval.

use crate::clock::Millis;
use crate::ids::{EnrolmentId, OverrideId, PersonId};

/// What shall not matter in an approved phase, and who says so.
#[derive(Clone, Debug, PartialEq, Eq)]
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
pub struct Undermined {
    pub enrolment_id: EnrolmentId,
    pub phase: i64,
    /// The codes of the requirements that are missing.
    pub missing: Vec<String>,
    pub since: Millis,
}

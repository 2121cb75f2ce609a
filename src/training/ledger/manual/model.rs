//! Credit and waivers by hand.

use crate::clock::Millis;
use crate::ids::{CreditId, EnrolmentId, PersonId, RequirementId, SessionId};
use crate::text_enum;

text_enum! {
    /// What is done by hand, with a second person.
    pub ManualKind {
        /// So much is added.
        Credit = "credit",
        /// Prior learning stands for the requirement.
        Waiver = "waiver",
    }
}

text_enum! {
    /// How something by hand ended.
    pub Closed {
        /// The second person said no.
        Rejected = "rejected",
        /// Whoever asked took it back before.
        TakenBack = "taken_back",
        /// It was in force, and is no more.
        Reversed = "reversed",
        /// Attendance of the session that it stood for came.
        Replaced = "replaced",
    }
}

/// Credit or a waiver by hand.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Manual {
    pub id: CreditId,
    pub enrolment_id: EnrolmentId,
    pub requirement_id: RequirementId,
    pub kind: ManualKind,
    pub amount: Option<i64>,
    pub reason: String,
    pub asked_by: PersonId,
    pub asked_at: Millis,
    pub confirmed_by: Option<PersonId>,
    /// The session whose sheet it stands for.
    pub session_id: Option<SessionId>,
    pub confirm_cid: Option<String>,
    pub closed_how: Option<Closed>,
}

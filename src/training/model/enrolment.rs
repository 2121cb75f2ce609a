//! States of an enrolment and of what hangs on it.

use crate::clock::Millis;
use crate::ids::{CohortId, DistrictId, EnrolmentId, PersonId, ProgrammeVersionId};
use crate::text_enum;

text_enum! {
    /// Where a person's way through the programme stands.
    pub EnrolmentState {
        /// Asked to join.
        Applied = "applied",
        /// Accepted, not begun.
        Admitted = "admitted",
        /// Going on.
        Active = "active",
        /// Resting; no reason is asked.
        Paused = "paused",
        /// All four gates approved.
        Completed = "completed",
        /// Left; no reason is asked.
        Withdrawn = "withdrawn",
        /// Ended by the agency.
        Dismissed = "dismissed",
    }
}

impl EnrolmentState {
    /// Not ended.
    pub fn is_going_on(self) -> bool {
        matches!(
            self,
            EnrolmentState::Applied | EnrolmentState::Admitted | EnrolmentState::Active | EnrolmentState::Paused
        )
    }
}

text_enum! {
    /// Where one phase stands for one person.
    pub PhaseState {
        /// An earlier phase is open.
        Locked = "locked",
        /// The one that counts now.
        Open = "open",
        /// Open, and everything is there.
        RequirementsMet = "requirements_met",
        /// Signatures are awaited.
        InReview = "in_review",
        /// Signed.
        Approved = "approved",
    }
}

text_enum! {
    /// What happened to a phase.
    pub PhaseEventKind {
        /// It opened.
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

text_enum! {
    /// Where a gate stands.
    pub GateState {
        /// Signatures are awaited.
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
        /// Signs.
        Approve = "approve",
        /// Sends back with the next step.
        Return = "return",
    }
}

text_enum! {
    /// A place in a cohort; not a role.
    pub CohortPlace {
        /// Leads the cohort.
        Lead = "lead",
        /// Teaches it.
        Trainer = "trainer",
        /// Walks with somebody.
        Mentor = "mentor",
    }
}

text_enum! {
    /// From what a line of the ledger comes.
    pub Source {
        /// Attendance of a session.
        Session = "session",
        /// Something that staff recorded.
        Evidence = "evidence",
        /// A manual credit that two people stand for.
        Manual = "manual",
        /// A consent of the person.
        Consent = "consent",
    }
}

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

/// One person's way through a programme version, with what is always shown beside it.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Enrolment {
    /// Its row.
    pub id: EnrolmentId,
    /// Whose.
    pub person_id: PersonId,
    /// The person's nickname.
    pub nickname: String,
    /// The person's district.
    pub home_district_id: Option<DistrictId>,
    /// The cohort now.
    pub cohort_id: CohortId,
    /// Its name.
    pub cohort_name: String,
    /// Its number.
    pub intake_no: i64,
    /// Its district; none for the whole city.
    pub cohort_district_id: Option<DistrictId>,
    /// The day after its last.
    pub cohort_ends_on: String,
    /// What is followed.
    pub programme_version_id: ProgrammeVersionId,
    /// Where it stands.
    pub state: EnrolmentState,
    /// The one open phase; 5 when all are approved.
    pub open_phase: i64,
    /// Since when.
    pub enrolled_at: Millis,
    /// Until when, if it has ended.
    pub ended_at: Option<Millis>,
}

impl Enrolment {
    /// Whose coordinators and supervisors look after it: the cohort's district, or for a city-wide cohort the person's own.
    pub fn district(&self) -> Option<&DistrictId> {
        self.cohort_district_id.as_ref().or(self.home_district_id.as_ref())
    }
}

/// A rest, and whether it goes on.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Pause {
    /// Whose.
    pub enrolment_id: EnrolmentId,
    /// Since when.
    pub from_at: Millis,
    /// Until when.
    pub to_at: Option<Millis>,
    /// They had left, and nothing was credited.
    pub is_absence: bool,
}

/// An enrolment's time in a cohort.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Whose.
    pub enrolment_id: EnrolmentId,
    /// In which.
    pub cohort_id: CohortId,
    /// The cohort's first day.
    pub starts_on: String,
    /// Since when.
    pub from_at: Millis,
    /// Until when.
    pub to_at: Option<Millis>,
}

/// When a phase opened.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable)]
pub struct Opened {
    /// Whose.
    pub enrolment_id: EnrolmentId,
    /// Which.
    pub phase: i64,
    /// When.
    pub at: Millis,
}

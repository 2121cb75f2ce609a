//! Somebody's progress on the wire.

use crate::accounts::model::CounsellorStatus;
use crate::clock::Millis;
use crate::cohorts::membership::model::EnrolmentState;
use crate::ids::{CohortId, EnrolmentId, GateId, OverrideId, PersonId, ProgrammeVersionId};
use crate::scheduling::api::SessionBrief;
use crate::training::enrolments::model::PhaseState;
use crate::training::gates::model::GateState;
use crate::training::ledger::views::LedgerView;
use crate::training::programmes::model::Names;
use crate::training::programmes::views::RequirementView;
use serde::Serialize;
use utoipa::ToSchema;

/// One requirement for one person.
#[derive(Clone, Serialize, ToSchema)]
pub struct RequirementState {
    pub(in crate::training) requirement: RequirementView,
    pub(in crate::training) have: i64,
    pub(in crate::training) need: i64,
    pub(in crate::training) missing: i64,
    pub(in crate::training) reachable: i64,
    pub(in crate::training) is_met: bool,
    pub(in crate::training) is_waived: bool,
    /// What is still to be booked when everything that is booked has been attended.
    pub(in crate::training) to_book: i64,
    /// Sessions to come in which the person has a place and that give it.
    pub(in crate::training) booked: Vec<SessionBrief>,
    /// Sessions to come that would give it.
    pub(in crate::training) could_give: Vec<SessionBrief>,
    /// Nicknames of those who record it, when no session gives it.
    pub(in crate::training) signers: Vec<String>,
}

#[derive(Clone, Serialize, ToSchema)]
pub struct Signed {
    pub(in crate::training) label: Names,
    pub(in crate::training) who: String,
    pub(in crate::training) at: Millis,
}

/// A signature that is awaited.
#[derive(Clone, Serialize, ToSchema)]
pub struct WaitingOn {
    pub(in crate::training) label: Names,
    /// Nicknames of some who may give it.
    pub(in crate::training) who: Vec<String>,
}

/// The newest review of a phase.
#[derive(Clone, Serialize, ToSchema)]
pub struct GateInPhase {
    pub(in crate::training) id: GateId,
    pub(in crate::training) state: GateState,
    pub(in crate::training) signed: Vec<Signed>,
    pub(in crate::training) waiting_on: Vec<WaitingOn>,
    #[schema(required = true)]
    pub(in crate::training) returned_because: Option<String>,
    /// The approval was taken back then.
    #[schema(required = true)]
    pub(in crate::training) reverted_at: Option<Millis>,
}

/// What shall not matter in an approved phase.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PhaseOverride)]
pub struct OverrideView {
    pub(in crate::training) id: OverrideId,
    pub(in crate::training) missing: Vec<Names>,
    pub(in crate::training) reason: String,
    /// Nicknames; the second is absent while it waits.
    pub(in crate::training) asked_by: String,
    #[schema(required = true)]
    pub(in crate::training) confirmed_by: Option<String>,
    pub(in crate::training) asked_at: Millis,
}

/// One phase for one person.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PhaseStanding)]
pub struct PhaseView {
    pub(in crate::training) number: i64,
    pub(in crate::training) name: Names,
    pub(in crate::training) state: PhaseState,
    pub(in crate::training) percent_so_far: i64,
    pub(in crate::training) percent_of_plan: i64,
    pub(in crate::training) percent_reachable: i64,
    pub(in crate::training) cannot_pass: bool,
    pub(in crate::training) requirements: Vec<RequirementState>,
    #[schema(required = true)]
    pub(in crate::training) gate: Option<GateInPhase>,
    /// Approved, and this is missing now.
    pub(in crate::training) undermined: Vec<Names>,
    /// Approved, but an earlier approval was taken back since.
    pub(in crate::training) is_flagged: bool,
    /// What two people said shall not matter, or one of them so far.
    pub(in crate::training) overrides: Vec<OverrideView>,
    /// Earlier reviews with their signatures, the newest first.
    pub(in crate::training) earlier: Vec<GateInPhase>,
    /// Who will be asked, whether or not a review is open.
    pub(in crate::training) signers: Vec<WaitingOn>,
}

/// The cohort beside somebody's progress.
#[derive(Serialize, ToSchema)]
pub struct CohortBrief {
    pub(in crate::training) id: CohortId,
    pub(in crate::training) name: String,
    pub(in crate::training) intake_no: i64,
}

/// The programme beside somebody's progress.
#[derive(Serialize, ToSchema)]
pub struct ProgrammeBrief {
    pub(in crate::training) id: ProgrammeVersionId,
    pub(in crate::training) version: i64,
    pub(in crate::training) name: Names,
}

#[derive(Serialize, ToSchema)]
pub struct Progress {
    pub(in crate::training) enrolment_id: EnrolmentId,
    /// False once the consent to a training file was taken back: nothing new is recorded then.
    pub(in crate::training) is_file_open: bool,
    pub(in crate::training) person_id: PersonId,
    pub(in crate::training) nickname: String,
    pub(in crate::training) cohort: CohortBrief,
    pub(in crate::training) state: EnrolmentState,
    pub(in crate::training) programme: ProgrammeBrief,
    /// What they are qualified for, whatever phase is open.
    pub(in crate::training) status: CounsellorStatus,
    /// The day after the last day of the plan, moved by every pause.
    pub(in crate::training) planned_end: String,
    /// The plan's last day is over, and it goes on: credit too.
    pub(in crate::training) is_past_end: bool,
    pub(in crate::training) percent_so_far: i64,
    pub(in crate::training) percent_of_plan: i64,
    pub(in crate::training) percent_reachable: i64,
    pub(in crate::training) phases: Vec<PhaseView>,
    #[schema(required = true)]
    pub(in crate::training) next_session: Option<SessionBrief>,
    /// The newest lines of the ledger.
    pub(in crate::training) ledger: Vec<LedgerView>,
    /// Where the earlier lines begin, if there are any: the cursor of `/enrolments/{id}/ledger`.
    #[schema(required = true)]
    pub(in crate::training) ledger_next: Option<String>,
}

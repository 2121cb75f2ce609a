//! Somebody's way on the wire.

use crate::accounts::model::CounsellorStatus;
use crate::clock::Millis;
use crate::ids::{CohortId, EnrolmentId, GateId, OverrideId, PersonId, ProgrammeVersionId};
use crate::scheduling::api::SessionBrief;
use crate::training::http::{LedgerView, RequirementView};
use crate::training::model::{EnrolmentState, GateState, Names, PhaseState};
use serde::Serialize;
use utoipa::ToSchema;

/// One requirement for one person.
#[derive(Clone, Serialize, ToSchema)]
pub struct RequirementState {
    pub(in crate::training::http) requirement: RequirementView,
    pub(in crate::training::http) have: i64,
    pub(in crate::training::http) need: i64,
    pub(in crate::training::http) missing: i64,
    pub(in crate::training::http) reachable: i64,
    pub(in crate::training::http) is_met: bool,
    pub(in crate::training::http) is_waived: bool,
    /// What is still to be booked when everything that is booked has been attended.
    pub(in crate::training::http) to_book: i64,
    /// Sessions to come in which the person has a place and that give it.
    pub(in crate::training::http) booked: Vec<SessionBrief>,
    /// Sessions to come that would give it.
    pub(in crate::training::http) could_give: Vec<SessionBrief>,
    /// Nicknames of those who record it, when no session gives it.
    pub(in crate::training::http) signers: Vec<String>,
}

/// A signature.
#[derive(Clone, Serialize, ToSchema)]
pub struct Signed {
    pub(in crate::training::http) label: Names,
    pub(in crate::training::http) who: String,
    pub(in crate::training::http) at: Millis,
}

/// A signature that is awaited.
#[derive(Clone, Serialize, ToSchema)]
pub struct WaitingOn {
    pub(in crate::training::http) label: Names,
    /// Nicknames of some who may give it.
    pub(in crate::training::http) who: Vec<String>,
}

/// The newest review of a phase.
#[derive(Clone, Serialize, ToSchema)]
pub struct GateInPhase {
    pub(in crate::training::http) id: GateId,
    pub(in crate::training::http) state: GateState,
    pub(in crate::training::http) signed: Vec<Signed>,
    pub(in crate::training::http) waiting_on: Vec<WaitingOn>,
    #[schema(required = true)]
    pub(in crate::training::http) returned_because: Option<String>,
    /// The approval was taken back then.
    #[schema(required = true)]
    pub(in crate::training::http) reverted_at: Option<Millis>,
}

/// What shall not matter in an approved phase.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PhaseOverride)]
pub struct OverrideView {
    pub(in crate::training::http) id: OverrideId,
    pub(in crate::training::http) missing: Vec<Names>,
    pub(in crate::training::http) reason: String,
    /// Nicknames; the second is absent while it waits.
    pub(in crate::training::http) asked_by: String,
    #[schema(required = true)]
    pub(in crate::training::http) confirmed_by: Option<String>,
    pub(in crate::training::http) asked_at: Millis,
}

/// One phase for one person.
#[derive(Clone, Serialize, ToSchema)]
#[schema(as = PhaseStanding)]
pub struct PhaseView {
    pub(in crate::training::http) number: i64,
    pub(in crate::training::http) name: Names,
    pub(in crate::training::http) state: PhaseState,
    pub(in crate::training::http) percent_so_far: i64,
    pub(in crate::training::http) percent_of_plan: i64,
    pub(in crate::training::http) percent_reachable: i64,
    pub(in crate::training::http) cannot_pass: bool,
    pub(in crate::training::http) requirements: Vec<RequirementState>,
    #[schema(required = true)]
    pub(in crate::training::http) gate: Option<GateInPhase>,
    /// Approved, and this is missing now.
    pub(in crate::training::http) undermined: Vec<Names>,
    /// Approved, but an earlier approval was taken back since.
    pub(in crate::training::http) is_flagged: bool,
    /// What two people said shall not matter, or one of them so far.
    pub(in crate::training::http) overrides: Vec<OverrideView>,
    /// Earlier reviews with their signatures, the newest first.
    pub(in crate::training::http) earlier: Vec<GateInPhase>,
    /// Who will be asked, whether or not a review is open.
    pub(in crate::training::http) signers: Vec<WaitingOn>,
}

/// The cohort beside somebody's progress.
#[derive(Serialize, ToSchema)]
pub struct CohortBrief {
    pub(in crate::training::http) id: CohortId,
    pub(in crate::training::http) name: String,
    pub(in crate::training::http) intake_no: i64,
}

/// The programme beside somebody's progress.
#[derive(Serialize, ToSchema)]
pub struct ProgrammeBrief {
    pub(in crate::training::http) id: ProgrammeVersionId,
    pub(in crate::training::http) version: i64,
    pub(in crate::training::http) name: Names,
}

/// Somebody's whole way.
#[derive(Serialize, ToSchema)]
pub struct Progress {
    pub(in crate::training::http) enrolment_id: EnrolmentId,
    /// False once the consent to a training file was taken back: nothing new is recorded then.
    pub(in crate::training::http) is_file_open: bool,
    pub(in crate::training::http) person_id: PersonId,
    pub(in crate::training::http) nickname: String,
    pub(in crate::training::http) cohort: CohortBrief,
    pub(in crate::training::http) state: EnrolmentState,
    pub(in crate::training::http) programme: ProgrammeBrief,
    /// What they are qualified for, whatever phase is open.
    pub(in crate::training::http) status: CounsellorStatus,
    /// The day after the last day of the plan, moved by every pause.
    pub(in crate::training::http) planned_end: String,
    /// The plan's last day is over, and it goes on: credit too.
    pub(in crate::training::http) is_past_end: bool,
    pub(in crate::training::http) percent_so_far: i64,
    pub(in crate::training::http) percent_of_plan: i64,
    pub(in crate::training::http) percent_reachable: i64,
    pub(in crate::training::http) phases: Vec<PhaseView>,
    #[schema(required = true)]
    pub(in crate::training::http) next_session: Option<SessionBrief>,
    /// The newest lines of the ledger.
    pub(in crate::training::http) ledger: Vec<LedgerView>,
    /// Where the earlier lines begin, if there are any: the cursor of `/enrolments/{id}/ledger`.
    #[schema(required = true)]
    pub(in crate::training::http) ledger_next: Option<String>,
}

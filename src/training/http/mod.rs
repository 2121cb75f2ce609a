//! Requests and answers of this room.

mod approvals;
mod cohort_change;
mod cohorts;
mod enrolments;
mod export;
mod gates;
mod ledger;
mod manual;
mod programmes;
mod progress;
mod to_sign;

pub use approvals::*;
pub use cohort_change::*;
pub use cohorts::*;
pub use enrolments::*;
pub use export::*;
pub use gates::*;
pub use ledger::*;
pub use manual::*;
pub use programmes::*;
pub use progress::*;
pub use to_sign::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    programmes::list_programmes,
    programmes::programme_version,
    cohorts::list_cohorts,
    cohorts::open_cohort,
    cohorts::cohort,
    cohort_change::change_cohort,
    cohorts::give_place,
    cohorts::end_place,
    export::export_cohort,
    enrolments::enrol,
    enrolments::pause,
    enrolments::resume,
    enrolments::withdraw,
    enrolments::record_evidence,
    enrolments::request_review,
    progress::my_progress,
    progress::enrolment,
    ledger::list_ledger,
    manual::ask_for_credit,
    manual::ask_for_waiver,
    manual::confirm_credit,
    manual::list_credits,
    manual::reject_credit,
    manual::take_back_credit,
    manual::reverse_credit,
    manual::take_back_evidence,
    manual::list_evidence,
    gates::list_gates,
    to_sign::gates_to_sign,
    gates::gate,
    gates::sign_gate,
    gates::name_stand_in,
    approvals::list_undermined,
    approvals::revert_approval,
    approvals::ask_override,
    approvals::confirm_override,
))]
pub struct Doc;

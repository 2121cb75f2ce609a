//! Requests and answers of this room.

pub use super::cohorts::http::*;
pub use super::enrolments::http::*;
pub use super::gates::approvals::http::*;
pub use super::gates::http::*;
pub use super::gates::signers::http::*;
pub use super::ledger::evidence::http::*;
pub use super::ledger::http::*;
pub use super::ledger::manual::http::*;
pub use super::programmes::http::*;
pub use super::progress::http::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    list_programmes,
    programme_version,
    open_cohort,
    cohort,
    change_cohort,
    export_cohort,
    enrol,
    pause,
    resume,
    withdraw,
    record_evidence,
    request_review,
    my_progress,
    enrolment,
    list_ledger,
    ask_for_credit,
    ask_for_waiver,
    confirm_credit,
    list_credits,
    reject_credit,
    take_back_credit,
    reverse_credit,
    take_back_evidence,
    list_evidence,
    list_gates,
    gates_to_sign,
    gate,
    sign_gate,
    name_stand_in,
    list_undermined,
    revert_approval,
    ask_override,
    confirm_override,
))]
pub struct Doc;

//! Requests and answers of this room.

mod calls;
mod duty;
mod incidents;

pub use calls::*;
pub use duty::*;
pub use incidents::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    duty::duty_today,
    duty::list_shifts,
    duty::add_shift,
    duty::remove_shift,
    duty::chain,
    duty::set_chain,
    calls::ask_for_help,
    calls::own_calls,
    calls::list_calls,
    calls::asked,
    calls::call,
    calls::acknowledge,
    calls::close_call,
    incidents::report_incident,
    incidents::list_incidents,
    incidents::incident,
    incidents::change_incident,
    incidents::take_incident,
    incidents::record_debrief,
    incidents::check_sessions,
    incidents::answer_offer,
    incidents::close_incident,
))]
pub struct Doc;

//! Requests and answers of this room.

pub use super::call::http::*;
pub use super::duty::http::*;
pub use super::incident::http::*;

use super::{call, duty, incident};

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    duty::http::duty_today,
    duty::http::list_shifts,
    duty::http::add_shift,
    duty::http::remove_shift,
    duty::http::chain,
    duty::http::set_chain,
    call::http::ask_for_help,
    call::http::own_calls,
    call::http::list_calls,
    call::http::asked,
    call::http::call,
    call::http::acknowledge,
    call::http::close_call,
    incident::http::report_incident,
    incident::http::list_incidents,
    incident::http::incident,
    incident::http::change_incident,
    incident::http::take_incident,
    incident::http::record_debrief,
    incident::http::check_sessions,
    incident::http::answer_offer,
    incident::http::close_incident,
))]
pub struct Doc;

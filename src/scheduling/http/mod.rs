//! Requests and answers of this room.

mod attendance;
mod calendar;
mod candidates;
mod course;
mod debriefs;
mod decisions;
mod export;
mod groups;
mod plan;
mod retention;
mod series;
mod verbs;

pub use attendance::*;
pub use calendar::*;
pub use candidates::*;
pub use course::*;
pub use debriefs::*;
pub use decisions::*;
pub use export::*;
pub use groups::*;
pub use plan::*;
pub use retention::*;
pub use series::*;
pub use verbs::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    calendar::session_types,
    calendar::list_sessions,
    calendar::session,
    candidates::candidates,
    candidates::candidates_for_plan,
    calendar::today,
    groups::coming_groups,
    decisions::list_decisions,
    decisions::close_old,
    decisions::reopen_many,
    plan::plan_session,
    plan::check_session,
    plan::edit_session,
    verbs::publish_session,
    verbs::move_session,
    verbs::cancel_session,
    verbs::restore_session,
    course::run_session,
    course::unrun_session,
    course::say_not_held,
    course::reopen_session,
    course::keep_session,
    course::deliver_session,
    course::close_session,
    verbs::staff_session,
    verbs::book_place,
    verbs::give_back_place,
    series::plan_series,
    series::series,
    attendance::sheet,
    attendance::record_attendance,
    attendance::decide_attendance,
    attendance::waiting_attendance,
    debriefs::debriefs,
    debriefs::write_debrief,
    export::export_week,
    retention::retention,
))]
pub struct Doc;

//! Requests and answers of this room.

pub use super::attendance::http::*;
pub use super::availability::http::*;
pub use super::blocks::http::*;
pub use super::calendar::http::export::*;
pub use super::calendar::http::groups::*;
pub use super::calendar::http::week::*;
pub use super::calendar_work::http::*;
pub use super::confirmations::http::*;
pub use super::cover::http::*;
pub use super::debriefs::http::*;
pub use super::decisions::http::*;
pub use super::keep_apart::http::*;
pub use super::leave::http::*;
pub use super::places::booking_rules::http::*;
pub use super::places::http::*;
pub use super::planning_rules::http::*;
pub use super::qualifications::http::*;
pub use super::reminders::http::*;
pub use super::series::http::*;
pub use super::sessions::http::changes::*;
pub use super::sessions::http::lifecycle::*;
pub use super::sessions::http::move_many::*;
pub use super::sessions::http::page::*;
pub use super::sessions::http::plan::*;
pub use super::staffing::assignments::http::*;
pub use super::staffing::candidates::http::*;
pub use super::staffing::swaps::http::*;
pub use super::standby::http::*;
pub use super::types::http::*;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    session_types,
    list_sessions,
    session,
    candidates,
    candidates_for_plan,
    today,
    coming_groups,
    list_decisions,
    close_old,
    reopen_many,
    plan_session,
    check_session,
    edit_session,
    publish_session,
    move_session,
    cancel_session,
    restore_session,
    run_session,
    unrun_session,
    mark_not_taken_place,
    reopen_session,
    keep_session,
    deliver_session,
    close_session,
    staff_session,
    request_cover,
    session_cover,
    cover_inbox,
    cover_candidates,
    ask_for_cover,
    accept_cover,
    decline_cover,
    cancel_cover,
    asked_of_me,
    confirm_session,
    swap_options,
    propose_swap,
    accept_swap,
    close_swap,
    book_place,
    give_back_place,
    own_place,
    answer_place_offer,
    session_places,
    add_to_session,
    choose_waiting,
    take_off_session,
    set_booking,
    booking_rules,
    set_booking_rule,
    kept_apart,
    keep_apart,
    end_keep_apart,
    my_reminders,
    set_my_reminders,
    plan_series,
    list_series,
    series,
    edit_series,
    extend_series,
    end_series,
    revive_session,
    sheet,
    record_attendance,
    decide_attendance,
    waiting_attendance,
    debriefs,
    write_debrief,
    export_week,
    blocks,
    block_room,
    end_block,
    sessions_in_block,
    sessions_in_closure,
    calendar_work,
    leave_as_it_is,
    move_sessions,
    planning_rules,
    set_planning_rule,
    reset_planning_rule,
    set_travel_time,
    person_planning,
    set_availability,
    set_ceilings,
    enter_leave,
    withdraw_leave,
    add_standby,
    remove_standby,
    limit_qualification,
))]
pub struct Doc;

//! THE table: every path and its handler, read from top to bottom, one block a room.

use crate::accounts::http::{audit_log, cards, home_districts, lock, me, people, sign_in};
use crate::care::http as care;
use crate::chat::http as chat;
use crate::chat::moderation::http as moderation;
use crate::chat::search::http as search;
use crate::cohorts::http as cohorts;
use crate::districts::http as districts;
use crate::error::Result;
use crate::gateway::http as gateway;
use crate::imports::http as imports;
use crate::notifications::http as notifications;
use crate::retention::http as retention;
use crate::scheduling::http as sessions;
use crate::training::http as training;
use crate::web::{admission, assets, error_responses, health, methods, metrics, openapi};
use actix_web::HttpResponse;
use actix_web::web::{ServiceConfig, delete, get, patch, post, put, scope};
use utoipa::OpenApi as _;

/// What is answered when the house is full: whether it lives, the way in, and getting help.
pub const RESERVED: admission::Reserved = admission::Reserved(&[
    "/api/v1/escalations/",
    "/api/v1/me/escalations",
    "/api/v1/help",
    "/api/v1/sign-in/",
    "/api/v1/refresh",
    "/api/v1/me",
]);

/// Everything under one origin: the API, the health pages, then the interface.
pub fn all(cfg: &mut ServiceConfig) {
    cfg.route("/healthz", get().to(health::alive))
        .route("/readyz", get().to(health::ready))
        .route("/metrics", get().to(metrics::page))
        .route("/ws", get().to(gateway::socket))
        .service(
            scope("/api/v1")
                .route("/openapi.json", get().to(served_document))
                .configure(api)
                .default_service(actix_web::web::to(methods::no_route)),
        )
        .default_service(actix_web::web::to(assets::serve));
}

/// The API. Paths here are relative to `/api/v1`.
fn api(cfg: &mut ServiceConfig) {
    accounts_routes(cfg);
    districts_routes(cfg);
    scheduling_routes(cfg);
    training_routes(cfg);
    chat_routes(cfg);
    care_routes(cfg);
    notifications_routes(cfg);
}

fn accounts_routes(cfg: &mut ServiceConfig) {
    cfg.route("/sign-in", post().to(sign_in::sign_in))
        .route("/sign-in/second-factor", post().to(sign_in::second_factor))
        .route("/refresh", post().to(sign_in::refresh))
        .route("/sign-out", post().to(sign_in::sign_out))
        .route("/recover", post().to(sign_in::recover))
        .route("/lock", post().to(lock::lock))
        .route("/unlock", post().to(lock::unlock))
        .route("/me/pin", put().to(lock::set_pin))
        .route("/me/pin", delete().to(lock::remove_pin))
        .route("/me", get().to(me::me))
        .route("/me", patch().to(me::change_me))
        .route("/me/passphrase", post().to(me::change_passphrase))
        .route("/me/totp", post().to(me::offer_totp))
        .route("/me/totp/confirm", post().to(me::confirm_totp))
        .route("/me/totp/remove", post().to(me::remove_totp))
        .route("/me/logins", get().to(me::logins))
        .route("/me/logins", delete().to(me::end_every_login))
        .route("/me/logins/{id}", delete().to(me::end_login))
        .route("/me/consents", get().to(me::consents))
        .route("/me/consents/{purpose}", put().to(me::set_consent))
        .route("/me/record-reads", get().to(audit_log::readings))
        .route("/nicknames", get().to(people::nicknames))
        .route("/invitations", post().to(cards::invite))
        .route("/invitations", get().to(cards::invitations))
        .route("/invitations/look-up", post().to(cards::look_up))
        .route("/invitations/accept", post().to(cards::accept))
        .route("/invitations/{id}", delete().to(cards::withdraw_card))
        .route("/people", post().to(people::create_person))
        .route("/people", get().to(people::people))
        .route("/people/search", post().to(people::search_people))
        .route("/people/{id}", get().to(people::person))
        .route("/people/{id}/grants", post().to(people::give_role))
        .route("/people/{id}/grants/{grant_id}", delete().to(people::take_role))
        .route("/people/{id}/deactivate", post().to(people::deactivate))
        .route("/people/{id}/activate", post().to(people::activate))
        .route(
            "/people/{id}/home-districts",
            get().to(home_districts::list_home_districts),
        )
        .route(
            "/people/{id}/home-district",
            put().to(home_districts::set_home_district),
        )
        .route("/people/{id}/recovery-card", post().to(cards::recovery_card))
        .route("/audit", get().to(audit_log::audit))
        .route("/security-log", get().to(audit_log::security_log));
}

fn districts_routes(cfg: &mut ServiceConfig) {
    cfg.route("/districts", get().to(districts::list))
        .route("/districts", post().to(districts::open))
        .route("/districts/{id}", patch().to(districts::edit))
        .route(
            "/districts/{id}/service-points",
            get().to(districts::list_service_points),
        )
        .route(
            "/districts/{id}/service-points",
            post().to(districts::add_service_point),
        )
        .route("/studios", get().to(districts::list_studios))
        .route("/studios", post().to(districts::open_studio))
        .route("/studios/{id}", get().to(districts::studio))
        .route("/studios/{id}", patch().to(districts::edit_studio))
        .route("/studios/{id}/clone", post().to(districts::clone_studio))
        .route("/studios/{id}/rooms", post().to(districts::add_room))
        .route("/studios/{id}/opening-rules", put().to(districts::set_opening_rules))
        .route(
            "/studios/{id}/opening-rules/{valid_from}",
            delete().to(districts::remove_opening_set),
        )
        .route("/studios/{id}/exceptions", post().to(districts::add_exception))
        .route(
            "/studios/{id}/make-up-days/{date}",
            put().to(districts::set_make_up_hours),
        )
        .route("/calendar-days", get().to(districts::calendar_days))
        .route("/closures", get().to(districts::closures))
        .route("/closures", post().to(districts::close_studios))
        .route("/closures/{id}", delete().to(districts::lift_closure))
        .route("/rooms/{id}", patch().to(districts::edit_room))
        .route("/exceptions/{id}", delete().to(districts::remove_exception))
        .route("/imports/{kind}", post().to(imports::import));
}

fn scheduling_routes(cfg: &mut ServiceConfig) {
    cfg.route("/session-types", get().to(sessions::session_types))
        .route("/today", get().to(sessions::today))
        .route("/groups/coming", get().to(sessions::coming_groups))
        .route("/sessions", get().to(sessions::list_sessions))
        .route("/sessions", post().to(sessions::plan_session))
        .route("/sessions/check", post().to(sessions::check_session))
        .route("/sessions/candidates", get().to(sessions::candidates_for_plan))
        .route("/retention", get().to(retention::retention))
        .route("/sessions/export.csv", get().to(sessions::export_week))
        .route("/decisions", get().to(sessions::list_decisions))
        .route("/decisions/close-old", post().to(sessions::close_old))
        .route("/decisions/reopen", post().to(sessions::reopen_many))
        .route("/sessions/move-many", post().to(sessions::move_sessions))
        .route("/studios/{id}/blocks", get().to(sessions::blocks))
        .route("/rooms/{id}/blocks", post().to(sessions::block_room))
        .route("/room-blocks/{id}", delete().to(sessions::end_block))
        .route("/room-blocks/{id}/sessions", get().to(sessions::sessions_in_block))
        .route("/closures/{id}/sessions", get().to(sessions::sessions_in_closure))
        .route("/calendar-work", get().to(sessions::calendar_work))
        .route("/calendar-work/{id}", delete().to(sessions::leave_as_it_is))
        .route("/sessions/{id}", get().to(sessions::session))
        .route("/sessions/{id}", patch().to(sessions::edit_session))
        .route("/sessions/{id}/publish", post().to(sessions::publish_session))
        .route("/sessions/{id}/move", post().to(sessions::move_session))
        .route("/sessions/{id}/cancel", post().to(sessions::cancel_session))
        .route("/sessions/{id}/restore", post().to(sessions::restore_session))
        .route("/sessions/{id}/run", post().to(sessions::run_session))
        .route("/sessions/{id}/unrun", post().to(sessions::unrun_session))
        .route("/sessions/{id}/not-held", post().to(sessions::mark_not_taken_place))
        .route("/sessions/{id}/reopen", post().to(sessions::reopen_session))
        .route("/sessions/{id}/keep", post().to(sessions::keep_session))
        .route("/sessions/{id}/deliver", post().to(sessions::deliver_session))
        .route("/sessions/{id}/close", post().to(sessions::close_session))
        .route("/sessions/{id}/assignments", put().to(sessions::staff_session))
        .route("/sessions/{id}/candidates", get().to(sessions::candidates))
        .route("/sessions/{id}/cover", get().to(sessions::session_cover))
        .route("/sessions/{id}/cover", post().to(sessions::request_cover))
        .route("/sessions/{id}/confirm", post().to(sessions::confirm_session))
        .route("/sessions/{id}/swaps", get().to(sessions::swap_options))
        .route("/sessions/{id}/swaps", post().to(sessions::propose_swap))
        .route("/swaps/{id}/accept", post().to(sessions::accept_swap))
        .route("/swaps/{id}", delete().to(sessions::close_swap))
        .route("/cover-requests", get().to(sessions::cover_inbox))
        .route("/cover-requests/{id}/candidates", get().to(sessions::cover_candidates))
        .route("/cover-requests/{id}/ask", post().to(sessions::ask_for_cover))
        .route("/cover-requests/{id}/accept", post().to(sessions::accept_cover))
        .route("/cover-requests/{id}/decline", post().to(sessions::decline_cover))
        .route("/cover-requests/{id}/cancel", post().to(sessions::cancel_cover))
        .route("/me/asked", get().to(sessions::asked_of_me))
        .route("/sessions/{id}/places/me", post().to(sessions::book_place))
        .route("/sessions/{id}/places/me", get().to(sessions::own_place))
        .route("/sessions/{id}/places/me", delete().to(sessions::give_back_place))
        .route("/sessions/{id}/offer", post().to(sessions::answer_place_offer))
        .route("/sessions/{id}/places", get().to(sessions::session_places))
        .route("/sessions/{id}/places", post().to(sessions::add_to_session))
        .route("/sessions/{id}/places/{person}", post().to(sessions::choose_waiting))
        .route(
            "/sessions/{id}/places/{person}",
            delete().to(sessions::take_off_session),
        )
        .route("/sessions/{id}/booking", put().to(sessions::set_booking))
        .route("/booking-rules", get().to(sessions::booking_rules))
        .route("/booking-rules", put().to(sessions::set_booking_rule))
        .route("/people/{id}/keep-apart", get().to(sessions::kept_apart))
        .route("/people/{id}/keep-apart/{other}", put().to(sessions::keep_apart))
        .route("/people/{id}/keep-apart/{other}", delete().to(sessions::end_keep_apart))
        .route("/me/reminders", get().to(sessions::my_reminders))
        .route("/me/reminders", put().to(sessions::set_my_reminders))
        .route("/sessions/{id}/attendance", get().to(sessions::sheet))
        .route("/sessions/{id}/attendance", put().to(sessions::record_attendance))
        .route(
            "/sessions/{id}/attendance/decisions",
            post().to(sessions::decide_attendance),
        )
        .route("/sessions/{id}/debriefs", get().to(sessions::debriefs))
        .route("/sessions/{id}/debriefs/me", put().to(sessions::write_debrief))
        .route("/attendance/waiting", get().to(sessions::waiting_attendance))
        .route("/planning-rules", get().to(sessions::planning_rules))
        .route("/planning-rules/{code}", put().to(sessions::set_planning_rule))
        .route("/planning-rules/{code}", delete().to(sessions::reset_planning_rule))
        .route("/travel-times", put().to(sessions::set_travel_time))
        .route("/people/{id}/planning", get().to(sessions::person_planning))
        .route("/people/{id}/availability", put().to(sessions::set_availability))
        .route("/people/{id}/ceilings", put().to(sessions::set_ceilings))
        .route("/people/{id}/leaves", post().to(sessions::enter_leave))
        .route("/leaves/{id}", delete().to(sessions::withdraw_leave))
        .route("/people/{id}/standbys", post().to(sessions::add_standby))
        .route("/standbys/{id}", delete().to(sessions::remove_standby))
        .route("/qualifications/{id}", put().to(sessions::limit_qualification))
        .route("/series", post().to(sessions::plan_series))
        .route("/series", get().to(sessions::list_series))
        .route("/series/{id}", get().to(sessions::series))
        .route("/series/{id}", patch().to(sessions::edit_series))
        .route("/series/{id}/extend", post().to(sessions::extend_series))
        .route("/series/{id}/end", post().to(sessions::end_series))
        .route("/sessions/{id}/revive", post().to(sessions::revive_session));
}

fn training_routes(cfg: &mut ServiceConfig) {
    cfg.route("/programmes", get().to(training::list_programmes))
        .route("/programme-versions/{id}", get().to(training::programme_version))
        .route("/cohorts", get().to(cohorts::list_cohorts))
        .route("/cohorts", post().to(training::open_cohort))
        .route("/cohorts/{id}", get().to(training::cohort))
        .route("/cohorts/{id}", patch().to(training::change_cohort))
        .route("/cohorts/{id}/export.csv", get().to(training::export_cohort))
        .route("/cohorts/{id}/enrolments", post().to(training::enrol))
        .route("/cohorts/{id}/places", post().to(cohorts::give_place))
        .route(
            "/cohorts/{id}/places/{person_id}/{place}",
            delete().to(cohorts::end_place),
        )
        .route("/me/progress", get().to(training::my_progress))
        .route("/enrolments/{id}", get().to(training::enrolment))
        .route("/enrolments/{id}/ledger", get().to(training::list_ledger))
        .route("/enrolments/{id}/pause", post().to(training::pause))
        .route("/enrolments/{id}/resume", post().to(training::resume))
        .route("/enrolments/{id}/withdraw", post().to(training::withdraw))
        .route("/enrolments/{id}/evidence", post().to(training::record_evidence))
        .route("/enrolments/{id}/credits", post().to(training::ask_for_credit))
        .route("/enrolments/{id}/waivers", post().to(training::ask_for_waiver))
        .route(
            "/enrolments/{id}/phases/{phase}/request-review",
            post().to(training::request_review),
        )
        .route("/credits", get().to(training::list_credits))
        .route("/credits/{id}/confirm", post().to(training::confirm_credit))
        .route("/credits/{id}/reject", post().to(training::reject_credit))
        .route("/credits/{id}/take-back", post().to(training::take_back_credit))
        .route("/credits/{id}/reverse", post().to(training::reverse_credit))
        .route("/evidence/{id}/take-back", post().to(training::take_back_evidence))
        .route("/enrolments/{id}/evidence", get().to(training::list_evidence))
        .route("/gates", get().to(training::list_gates))
        .route("/gates/to-sign", get().to(training::gates_to_sign))
        .route("/gates/{id}", get().to(training::gate))
        .route("/gates/{id}/sign", post().to(training::sign_gate))
        .route("/gates/{id}/stand-ins", post().to(training::name_stand_in))
        .route("/undermined-phases", get().to(training::list_undermined))
        .route(
            "/enrolments/{id}/phases/{phase}/revert",
            post().to(training::revert_approval),
        )
        .route(
            "/enrolments/{id}/phases/{phase}/override",
            post().to(training::ask_override),
        )
        .route("/overrides/{id}/confirm", post().to(training::confirm_override));
}

fn chat_routes(cfg: &mut ServiceConfig) {
    cfg.route("/chat/rooms", get().to(chat::list_rooms))
        .route("/chat/rooms", post().to(chat::open_room))
        .route("/chat/rooms-without-host", get().to(chat::rooms_without_host))
        .route("/chat/rooms/{id}/asides", post().to(chat::open_aside))
        .route("/chat/rooms/{id}/end", post().to(chat::end_aside))
        .route("/chat/rooms/{id}", get().to(chat::room))
        .route("/chat/rooms/{id}/messages", get().to(chat::history))
        .route("/chat/rooms/{id}/messages", post().to(chat::post))
        .route("/chat/rooms/{id}/messages/{message_id}", get().to(chat::message))
        .route("/chat/rooms/{id}/messages/{message_id}", patch().to(chat::edit))
        .route(
            "/chat/rooms/{id}/messages/{message_id}",
            delete().to(chat::delete_message),
        )
        .route(
            "/chat/rooms/{id}/messages/{message_id}/versions",
            get().to(chat::versions),
        )
        .route(
            "/chat/rooms/{id}/messages/{message_id}/reactions/{reaction}",
            put().to(chat::react),
        )
        .route(
            "/chat/rooms/{id}/messages/{message_id}/reactions/{reaction}",
            delete().to(chat::unreact),
        )
        .route("/chat/rooms/{id}/pins", get().to(chat::pins))
        .route("/chat/rooms/{id}/pins/{message_id}", put().to(chat::pin))
        .route("/chat/rooms/{id}/pins/{message_id}", delete().to(chat::unpin))
        .route("/chat/rooms/{id}/events", get().to(chat::events))
        .route("/chat/rooms/{id}/read", put().to(chat::mark_read))
        .route("/me/messages", get().to(chat::own_messages))
        .route("/me/messages/erase", post().to(chat::erase_own_messages))
        .route("/chat/search", post().to(search::search))
        .route("/chat/rooms/{id}/seats", get().to(chat::list_seats))
        .route("/chat/rooms/{id}/seats", post().to(chat::add_seat))
        .route("/chat/rooms/{id}/seats/me", patch().to(chat::rename))
        .route("/chat/rooms/{id}/seats/{membership_id}", delete().to(chat::remove_seat))
        .route("/chat/rooms/{id}/measures", get().to(moderation::measures))
        .route("/chat/rooms/{id}/measures", post().to(moderation::take_measure))
        .route("/chat/rooms/{id}/messages/{m}/flag", post().to(moderation::flag))
        .route("/chat/rooms/{id}/staffed-hours", get().to(chat::room_hours))
        .route("/chat/rooms/{id}/staffed-hours", put().to(chat::set_room_hours))
        .route("/districts/{id}/staffed-hours", get().to(chat::district_hours))
        .route("/districts/{id}/staffed-hours", put().to(chat::set_district_hours))
        .route("/me/measures", get().to(moderation::my_measures))
        .route("/me/measures/{id}/appeal", post().to(moderation::appeal))
        .route("/reviews", get().to(moderation::review_queue))
        .route("/reviews/messages/{m}", get().to(moderation::read_message))
        .route("/reviews/messages/{m}", post().to(moderation::decide_message))
        .route("/reviews/appeals/{id}", get().to(moderation::read_appeal))
        .route("/reviews/appeals/{id}", post().to(moderation::decide_appeal))
        .route("/reviews/authors/{membership_id}/reopen", post().to(moderation::reopen))
        .route("/help", get().to(chat::help))
        .route("/crisis-cards", get().to(chat::list_crisis_cards))
        .route("/crisis-cards/{region}", put().to(chat::save_crisis_card))
        .route("/crisis-cards/{region}/review", post().to(chat::review_crisis_card))
        .route("/ws-ticket", post().to(gateway::ws_ticket));
}

fn care_routes(cfg: &mut ServiceConfig) {
    cfg.route("/duty", get().to(care::duty_today))
        .route("/duty/shifts", get().to(care::list_shifts))
        .route("/duty/shifts", post().to(care::add_shift))
        .route("/duty/shifts/{id}", delete().to(care::remove_shift))
        .route("/districts/{id}/escalation-chain", get().to(care::chain))
        .route("/districts/{id}/escalation-chain", put().to(care::set_chain))
        .route("/escalations", post().to(care::ask_for_help))
        .route("/escalations", get().to(care::list_calls))
        .route("/me/escalations", get().to(care::own_calls))
        .route("/asked", get().to(care::asked))
        .route("/escalations/{id}", get().to(care::call))
        .route("/escalations/{id}/acknowledge", post().to(care::acknowledge))
        .route("/escalations/{id}/close", post().to(care::close_call))
        .route("/incidents", post().to(care::report_incident))
        .route("/incidents", get().to(care::list_incidents))
        .route("/incidents/{id}", get().to(care::incident))
        .route("/incidents/{id}", patch().to(care::change_incident))
        .route("/incidents/{id}/take", post().to(care::take_incident))
        .route("/incidents/{id}/debriefs", post().to(care::record_debrief))
        .route("/incidents/{id}/checks", post().to(care::check_sessions))
        .route("/incidents/{id}/supervision", post().to(care::answer_offer))
        .route("/incidents/{id}/close", post().to(care::close_incident));
}

fn notifications_routes(cfg: &mut ServiceConfig) {
    cfg.route("/notices", get().to(notifications::inbox))
        .route("/notices/read", post().to(notifications::read))
        .route("/me/notice-preferences", get().to(notifications::preferences))
        .route("/me/notice-preferences", put().to(notifications::set_preferences))
        .route("/me/notice-preferences/test", post().to(notifications::test_letter))
        .route("/mail/dead-letters", get().to(notifications::dead_letters))
        .route(
            "/mail/dead-letters/{id}/retry",
            post().to(notifications::retry_dead_letter),
        );
}

/// The whole API document; one line a room.
pub fn document() -> utoipa::openapi::OpenApi {
    let mut document = openapi::Frame::openapi();
    document.merge(crate::accounts::http::Doc::openapi());
    document.merge(districts::Doc::openapi());
    document.merge(sessions::Doc::openapi());
    document.merge(imports::Doc::openapi());
    document.merge(notifications::Doc::openapi());
    document.merge(crate::chat::http::Doc::openapi());
    document.merge(care::Doc::openapi());
    document.merge(moderation::Doc::openapi());
    document.merge(crate::gateway::http::Doc::openapi());
    document.merge(crate::cohorts::http::Doc::openapi());
    document.merge(crate::training::http::Doc::openapi());
    document.merge(retention::Doc::openapi());
    error_responses::declare(&mut document);
    document
}

/// The API document as it is committed in `openapi.json` and served.
pub fn openapi_json() -> Result<String> {
    Ok(document().to_pretty_json()?)
}

/// `GET /api/v1/openapi.json`
async fn served_document() -> Result<HttpResponse> {
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(openapi_json()?))
}

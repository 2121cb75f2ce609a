//! This room's shapes on the wire and its handlers.

mod caller;
mod context;

pub use super::audit_log::http as audit_log;
pub use super::cards::http as cards;
pub use super::home_districts::http as home_districts;
pub use super::lock::http as lock;
pub use super::me::http as me;
pub use super::people::http as people;
pub use super::sign_in::http as sign_in;
pub use caller::CallerInSetup;

/// This room's part of the OpenAPI document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    sign_in::sign_in,
    sign_in::second_factor,
    sign_in::refresh,
    sign_in::sign_out,
    sign_in::recover,
    lock::lock,
    lock::unlock,
    lock::set_pin,
    lock::remove_pin,
    me::me,
    me::change_me,
    me::change_passphrase,
    me::offer_totp,
    me::confirm_totp,
    me::remove_totp,
    me::logins,
    me::end_login,
    me::end_every_login,
    me::consents,
    me::set_consent,
    cards::invite,
    cards::invitations,
    cards::withdraw_card,
    cards::look_up,
    cards::accept,
    cards::recovery_card,
    people::nicknames,
    people::create_person,
    people::people,
    people::search_people,
    people::person,
    people::give_role,
    people::take_role,
    people::deactivate,
    people::activate,
    home_districts::list_home_districts,
    home_districts::set_home_district,
    audit_log::readings,
    audit_log::audit,
    audit_log::security_log,
))]
pub struct Doc;

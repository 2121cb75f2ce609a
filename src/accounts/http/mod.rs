//! This room's shapes on the wire and its handlers.

mod asker;
mod caller;
mod context;
pub mod cards;
pub mod entrance;
pub mod home;
pub mod lock;
pub mod me;
pub mod people;
pub mod record;
mod views;

pub use caller::CallerInSetup;

/// This room's part of the OpenAPI document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    entrance::sign_in,
    entrance::second_factor,
    entrance::refresh,
    entrance::sign_out,
    entrance::recover,
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
    home::list_home_districts,
    home::set_home_district,
    record::readings,
    record::audit,
    record::security_log,
))]
pub struct Doc;

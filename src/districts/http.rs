//! Requests and answers of this room.

pub use super::calendar_days::http::*;
pub use super::closures::http::*;
pub use super::district::http::*;
pub use super::hours::http::*;
pub use super::room::http::*;
pub use super::studio::http::*;

use super::{calendar_days, closures, district, hours, room, studio};

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    district::http::list,
    district::http::open,
    district::http::edit,
    district::http::list_service_points,
    district::http::add_service_point,
    studio::http::list_studios,
    studio::http::open_studio,
    studio::http::studio,
    studio::http::edit_studio,
    studio::http::clone_studio,
    room::http::add_room,
    room::http::edit_room,
    hours::http::set_opening_rules,
    hours::http::remove_opening_set,
    calendar_days::http::calendar_days,
    calendar_days::http::set_make_up_hours,
    closures::http::closures,
    closures::http::close_studios,
    closures::http::lift_closure,
    hours::http::add_exception,
    hours::http::remove_exception,
))]
pub struct Doc;

//! Requests and answers of this room.

mod asides;
mod changes;
mod cards;
mod erasure;
mod help;
mod hours;
mod messages;
mod rooms;
mod seats;
mod shapes;

pub use asides::*;
pub use cards::*;
pub use changes::*;
pub use erasure::*;
pub use help::*;
pub use hours::*;
pub use messages::*;
pub use rooms::*;
pub use seats::*;
pub use shapes::*;

/// What this room adds to the API document. A reaction is named in paths only, which does not bring its schema along.
#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        rooms::list_rooms,
        rooms::unheld_rooms,
        rooms::open_room,
        rooms::room,
        asides::open_aside,
        asides::end_aside,
        messages::history,
        messages::events,
        messages::post,
        messages::mark_read,
        super::search::http::search,
        erasure::own_messages,
        erasure::erase_own_messages,
        changes::edit,
        changes::delete_message,
        changes::versions,
        changes::message,
        changes::react,
        changes::unreact,
        changes::pins,
        changes::pin,
        changes::unpin,
        seats::list_seats,
        seats::add_seat,
        seats::remove_seat,
        seats::rename,
        help::help,
        cards::list_crisis_cards,
        cards::save_crisis_card,
        cards::review_crisis_card,
        hours::district_hours,
        hours::set_district_hours,
        hours::room_hours,
        hours::set_room_hours,
    ),
    components(schemas(super::model::Reaction))
)]
pub struct Doc;

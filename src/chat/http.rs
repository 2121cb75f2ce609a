//! Requests and responses of chat in one list; each stands in the folder of its noun.

use super::asides::http as asides;
use super::crisis_cards::http as cards;
use super::help::http as help;
use super::messages::http::changes;
use super::messages::http::erasure;
use super::messages::http::messages;
use super::rooms::http as rooms;
use super::seats::http as seats;
use super::staffed_hours::http as hours;

pub use super::asides::http::*;
pub use super::crisis_cards::http::*;
pub use super::help::http::*;
pub use super::messages::http::changes::*;
pub use super::messages::http::erasure::*;
pub use super::messages::http::messages::*;
pub use super::messages::http::shapes::*;
pub use super::rooms::http::*;
pub use super::seats::http::*;
pub use super::staffed_hours::http::*;

/// What this room adds to the API document. A reaction is named in paths only, which does not bring its schema along.
#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        rooms::list_rooms,
        rooms::rooms_without_host,
        rooms::open_room,
        rooms::room,
        asides::open_aside,
        asides::end_aside,
        messages::history,
        messages::events,
        messages::post,
        messages::mark_read,
        crate::chat::search::http::search,
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
    components(schemas(crate::chat::model::Reaction))
)]
pub struct Doc;

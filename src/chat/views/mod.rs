//! What somebody sees of chat: read only, no web.

mod help;
mod messages;
mod rooms;
mod seats;

pub use help::{HelpPlace, find_crisis_card, list_crisis_cards, list_district_hours, list_room_hours};
pub use messages::{find_message, list_pins, page_events, page_history};
pub use rooms::{ChatRoom, find_room, list_rooms};
pub use seats::{SeatView, list_seats};

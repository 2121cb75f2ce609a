//! What somebody sees of chat, in one list: read only, no web. Each view stands in the folder of its noun.

pub use super::help::views::{find_crisis_card, list_crisis_cards, list_district_hours, list_room_hours};
pub use super::messages::views::{find_message, list_pins, page_events, page_history};
pub use super::rooms::views::{ChatRoom, find_room, list_rooms, list_rooms_without_host};
pub use super::seats::views::{SeatView, list_seats};

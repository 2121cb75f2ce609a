//! The actions of chat in one list; each stands in the folder of its noun. Those that change a room lock its head row first, and their
//! event leaves with the commit.

pub use super::asides::actions::{end_aside, open_aside};
pub use super::crisis_cards::actions::{NewCrisisCard, review_card, save_card};
pub use super::mentions::actions::{NOTIFY_MENTIONED, notify_mentioned};
pub use super::messages::actions::change::{delete_message, edit_message};
pub use super::messages::actions::erase::{ERASE, Erasure, ask_for_erasure, count_own, erase};
pub use super::messages::actions::expire::expire_messages;
pub use super::messages::actions::post::post_message;
pub use super::messages::actions::react::{pin_message, react};
pub use super::messages::actions::versions::read_versions;
pub use super::read_marks::actions::mark_read;
pub use super::rooms::actions::open::{open, open_room};
pub use super::seats::actions::access_change::on_access_change;
pub use super::seats::actions::look_alikes::separate_look_alikes;
pub use super::seats::actions::seats::{Who, add_seat, end_seat, give_seat, may_be_seated, remove_seat, rename};
pub use super::staffed_hours::actions::{replace_district_hours, set_district_hours, set_room_hours};

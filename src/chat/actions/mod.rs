//! The verbs of this room. Each locks the room's number row first; its event leaves with the commit.

mod access_change;
mod asides;
mod cards;
mod change;
pub(in crate::chat) mod epoch;
mod erase;
mod expire;
mod hours;
mod looks;
mod mention_emails;
mod post;
mod react;
mod read;
mod rooms;
mod seats;
mod unheld;
mod versions;

pub use access_change::on_access_change;
pub use asides::{end_aside, open_aside};
pub use cards::{NewCrisisCard, review_card, save_card};
pub use change::{delete_message, edit_message};
pub use erase::{ERASE, Erasure, ask_for_erasure, count_own, erase};
pub use expire::expire_messages;
pub use hours::{replace_district_hours, set_district_hours, set_room_hours};
pub use looks::separate_look_alikes;
pub(in crate::chat) use mention_emails::record_mentions;
pub use mention_emails::{NOTIFY_MENTIONED, notify_mentioned};
pub use post::post_message;
pub use react::{pin_message, react};
pub use read::mark_read;
pub use rooms::{open, open_room};
pub use seats::{Who, add_seat, end_seat, give_seat, may_be_seated, remove_seat, rename};
pub use unheld::list_unheld;
pub use versions::read_versions;

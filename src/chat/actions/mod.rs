//! The verbs of this room. Each locks the room's number row first; its event leaves with the commit.

mod asides;
mod cards;
mod change;
mod epoch;
mod erase;
mod expire;
mod leaving;
mod hours;
mod looks;
mod mention_letters;
mod post;
mod react;
mod read;
mod rooms;
mod seats;
mod unheld;
mod versions;

pub use asides::{end_aside, open_aside};
pub use cards::{Kept, review_card, save_card};
pub use change::{delete_message, edit_message};
pub use epoch::{new_epoch, renew_epoch};
pub use erase::{ERASE, Erasure, ask_for_erasure, count_own, erase};
pub use expire::expire_messages;
pub use hours::{set_district_hours, set_room_hours};
pub use leaving::follow;
pub use looks::tell_apart;
pub(in crate::chat) use mention_letters::name as name_in;
pub use mention_letters::{TELL_MENTIONED, tell_mentioned};
pub use post::post_message;
pub use react::{pin_message, react};
pub use read::mark_read;
pub use rooms::{open, open_room};
pub use seats::{Who, add_seat, may_be_seated, remove_from, remove_seat, rename, seat_down};
pub use unheld::list_unheld;
pub use versions::read_versions;

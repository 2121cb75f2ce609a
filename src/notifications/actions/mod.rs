//! The verbs of this room.

mod inbox;
mod letters;

pub use inbox::{mark_read, retry_dead_letter, save_preferences, send_test_letter};
pub use letters::{Step, begin_letter, find_letters, give_up_letter, keep_letter, letter_left, try_letter_again};

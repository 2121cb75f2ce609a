//! The verbs of this room.

mod emails;
mod inbox;

pub(super) use emails::{Step, begin_email, find_overdue_emails, give_up_email, hold_email, mark_sent, retry_email};
pub(super) use inbox::{mark_read, retry_dead_email, save_preferences, send_test_email};

//! What people should know: an inbox behind the sign-in, and neutral letters for those who want them.
//!
//! A **notice** is a kind with a few values; its words in both languages are made when it is read, and are shown only after
//! sign-in. Other rooms write it in their own transaction through [`api::notify_in`]. A **letter** only says that there is
//! something: one of the fixed templates of `mail/`, no words of the notice (safety 47 to 49).
//!
//! Invariants:
//! - letters are off until the person gives an address, switches them on and has consented to `contact_notices`; all three
//!   are asked again when the letter leaves, so whoever withdraws gets nothing more, not even what is queued (safety 15, 50);
//! - nothing leaves during a person's quiet hours, by the clock of their home district (safety 50);
//! - at most one letter waits for a person, and at most one an hour leaves;
//! - a letter's row holds no address and no words; the address is sealed in the person's preferences;
//! - a letter is sent, dropped, or dead: refused for good or given up after many tries, for headquarters to see.

pub mod actions;
pub mod api;
pub mod http;
pub mod jobs;
pub mod model;
mod store;

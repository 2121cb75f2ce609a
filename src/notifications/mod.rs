//! What people should know: an inbox behind the sign-in, and neutral emails for those who want them.
//!
//! A **notice** is a kind with a few values; its words in both languages are made when it is read, and are shown only after
//! sign-in. Other rooms write it in their own transaction through [`api::notify_in`]. An **email** only says that there is
//! something: one of the fixed templates of `mail/`, no words of the notice (safety 47 to 49).
//!
//! Invariants:
//! - emails are off until the person gives an address, switches them on and has consented to `contact_notices`; all three
//!   are asked again when the email leaves, so whoever withdraws gets nothing more, not even what is queued (safety 15, 50);
//! - nothing leaves during a person's quiet hours, by the clock of their home district (safety 50);
//! - at most one email waits for a person, and at most one an hour leaves;
//! - an email's row holds no address and no words; the address is sealed in the person's preferences;
//! - an email is sent, dropped, or dead: refused for good or given up after many tries, for headquarters to see.

mod actions;
pub mod api;
pub mod http;
pub mod jobs;
mod model;
mod outbox;
mod store;
mod views;

pub use outbox::EmailSender;

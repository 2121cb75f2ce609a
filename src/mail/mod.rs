//! Emails that tell an onlooker nothing, and the ways they leave the house.
//!
//! A **template** is one of a fixed list, in both languages, without a single variable that could identify a person, a
//! session, a place, a role or the programme (safety 47, 48). Its only link is the address of the product itself: who
//! follows it signs in first, and no token signs anybody in (safety 49). An **email** is a template for one address. The
//! **mailer** sends it by SMTP with TLS, into a folder (the demo), or into memory (tests). Sending is a job of the room that
//! writes the email; this room only says whether another try can help.

mod email;
mod failure;
mod mailer;
mod smtp;
mod template;

pub use email::Email;
pub use failure::{Fault, MailerError};
pub use mailer::Mailer;
pub use template::{Template, Tongue};

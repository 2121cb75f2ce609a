//! Help: the crisis card of a place, and who is on duty there.

mod card;
pub mod http;
pub(in crate::chat) mod store;
pub(in crate::chat) mod views;

pub use card::*;

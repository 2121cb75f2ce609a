//! Where people work or train, now and before.

pub(super) mod actions;
pub mod http;
pub(super) mod store;
mod views;

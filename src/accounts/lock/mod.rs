//! The lock of a screen, and the digits that open it.

pub(super) mod actions;
pub mod http;
pub(super) mod locked_logins;
pub(super) mod pin;
pub(super) mod store;

//! When a studio is open: weekly rules, and exceptions for one date.

mod actions;
pub(super) mod http;
pub(super) mod model;
pub(super) mod store;
pub(super) mod views;

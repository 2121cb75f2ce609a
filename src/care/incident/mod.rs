//! An incident: what is written down afterwards, read by few, and closed.

mod actions;
pub(super) mod http;
pub(super) mod model;
pub(super) mod store;
mod views;

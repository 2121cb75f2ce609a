//! Rooms of a studio.

pub(super) mod actions;
pub(super) mod http;
pub(super) mod store;
pub(super) mod views;

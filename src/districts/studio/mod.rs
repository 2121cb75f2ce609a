//! Studios of a district.

pub(super) mod actions;
pub(super) mod http;
pub(super) mod store;
pub(super) mod views;

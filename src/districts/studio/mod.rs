//! Studios of a district.

mod actions;
pub(super) mod http;
pub(super) mod store;
pub(super) mod views;

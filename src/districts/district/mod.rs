//! Districts of the city and their service points.

mod actions;
pub(super) mod http;
pub(super) mod store;
pub(super) mod views;

//! Decisions: what waits for a coordinator, by kind (M3).

pub(crate) mod http;
pub(crate) mod store;
pub(crate) mod views;

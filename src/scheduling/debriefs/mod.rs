//! Debriefs: what the staff says of a session, sealed and read by few (safety 8, 16).

pub(crate) mod actions;
pub(crate) mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;

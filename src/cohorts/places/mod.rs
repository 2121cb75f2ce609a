//! Places in a cohort: who leads, teaches and mentors it.

pub(crate) mod actions;
pub mod http;
pub mod model;
pub(crate) mod store;

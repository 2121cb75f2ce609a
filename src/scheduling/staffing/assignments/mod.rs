//! Assignments: the staff of a session.

pub mod actions;
pub(crate) mod http;
pub(crate) mod store;

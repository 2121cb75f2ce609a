//! The chat room of a cohort.

pub(crate) mod actions;
pub(crate) mod store;

//! Granted roles, and the privacy officer.

pub(super) mod actions;
pub(super) mod store;

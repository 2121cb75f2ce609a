//! What people are qualified for, and were.

pub(super) mod model;
pub(super) mod store;

//! Overrides as they are stored.

pub(crate) mod store;

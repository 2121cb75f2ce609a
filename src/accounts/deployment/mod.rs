//! What a database is for: a real agency or the demo.

pub(super) mod actions;
pub(super) mod store;

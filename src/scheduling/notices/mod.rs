//! Notices of changes, sent when the undo time is over.

pub(crate) mod actions;
pub(crate) mod store;

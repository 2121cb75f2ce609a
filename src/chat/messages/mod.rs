//! Messages: posting, editing, deleting, reactions, pins, versions, erasure and expiry, and the log that they are events of.

pub(in crate::chat) mod actions;
pub mod http;
pub mod model;
pub(in crate::chat) mod store;
pub(in crate::chat) mod views;

//! Asides: a facilitator and one member of a live room, for a while (safety 40).

pub(in crate::chat) mod actions;
pub(in crate::chat) mod ending;
pub mod http;
pub(in crate::chat) mod store;

//! Read markers.

pub(in crate::chat) mod actions;

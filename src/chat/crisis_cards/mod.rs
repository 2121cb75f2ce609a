//! Crisis cards: the numbers of a region, written and reviewed by headquarters (safety 34).

pub(in crate::chat) mod actions;
pub mod http;
pub mod model;
pub(in crate::chat) mod store;

//! Rooms: opening one, its epoch, its list and its page.

pub(in crate::chat) mod actions;
pub mod http;
pub mod model;
pub(in crate::chat) mod store;
pub(in crate::chat) mod views;

//! Seats: a person's membership of a room. Giving and ending seats, names, and what follows from a change of access.

pub(in crate::chat) mod actions;
pub mod http;
pub mod model;
pub(in crate::chat) mod store;
pub(in crate::chat) mod views;

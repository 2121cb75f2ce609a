//! Problems: what is wrong with sessions that lie ahead.

pub mod actions;
pub(crate) mod people;
pub(crate) mod store;
pub(crate) mod views;

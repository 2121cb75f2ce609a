//! Who is on duty: the rota, and the chain in which people are asked.

mod actions;
pub(super) mod chain;
pub(super) mod http;
pub(super) mod model;
pub(super) mod store;
pub(super) mod views;

pub use actions::add_shift;

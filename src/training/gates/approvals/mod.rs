//! What becomes of an approval.

pub(crate) mod actions;
pub mod http;
pub(crate) mod in_force;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;

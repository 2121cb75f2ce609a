//! What staff saw and recorded.

pub mod actions;
pub mod http;
pub mod model;
pub(crate) mod notes;
pub(crate) mod store;
pub(crate) mod views;

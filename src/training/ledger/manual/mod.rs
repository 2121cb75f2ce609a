//! Credit and waivers by hand.

pub(crate) mod actions;
pub mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;

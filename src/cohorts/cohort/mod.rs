//! An intake: its name, district, dates and number of places.

pub(crate) mod actions;
pub(crate) mod dates;
pub mod http;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;

//! Devices on which somebody signed in before, and where an attempt comes from.

pub(super) mod actions;
pub mod http;
pub(super) mod origin;
pub(super) mod store;

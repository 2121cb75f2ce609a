//! People: making, listing and reading them.

pub(super) mod actions;
pub mod http;
pub(super) mod seen;
pub(super) mod store;

//! Signing in and out, and refreshing.

pub(super) mod actions;
pub mod http;

//! Printed one-time codes: an invitation makes a person, a recovery card gives an account back.

pub(super) mod actions;
pub(super) mod code;
pub mod http;
pub(super) mod store;

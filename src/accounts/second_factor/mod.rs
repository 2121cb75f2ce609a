//! The second factor: an authenticator and recovery codes.

pub(super) mod actions;
pub(super) mod store;
pub(super) mod totp;

//! Logins: one for each device, with an access token and a refresh token.

pub(super) mod actions;
pub(super) mod revoked_logins;
pub(super) mod store;
pub(super) mod tokens;

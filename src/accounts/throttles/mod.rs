//! How often something may be tried.

pub(super) mod actions;
pub(super) mod backoff;
pub(super) mod rate_limits;
pub(super) mod store;

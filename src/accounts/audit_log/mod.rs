//! Who read whose record, the audit and the security log.

pub mod http;
pub(super) mod store;
pub(super) mod views;

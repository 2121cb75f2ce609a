//! The caller's own account.

pub mod http;
mod views;

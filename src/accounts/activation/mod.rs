//! Closing an account, and opening it again.

pub(super) mod actions;

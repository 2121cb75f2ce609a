//! The work list after a changed notice of calendar days: published sessions on dates whose kind is another now.
//!
//! Nothing moves by itself. A session leaves the list when it is moved or cancelled, or when somebody who plans decides to leave it.

pub(crate) mod actions;
pub(crate) mod http;
pub(crate) mod store;
pub(crate) mod views;

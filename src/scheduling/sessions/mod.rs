//! Sessions: planned, moved, cancelled, run and closed.
//!
//! [`state`] says which change a state allows. Each change is one transaction in `actions`: lock, validate, write, one line
//! of history, one event (S13).

pub mod actions;
pub(crate) mod http;
pub mod model;
pub mod state;
pub(crate) mod store;
pub(crate) mod views;

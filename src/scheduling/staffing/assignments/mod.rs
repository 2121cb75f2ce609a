//! Assignments: the staff of a session, and the append-only history of who came and who left. `actions/history.rs` is the only
//! place that writes either, so that no change of staff is without its line.

pub mod actions;
pub(crate) mod http;
pub mod model;
pub(crate) mod store;

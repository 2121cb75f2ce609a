//! Training's side of cohorts: opening one from a programme, its page, its export, and changing it.

pub mod actions;
pub mod http;
pub(crate) mod views;

//! A call for help: somebody asks, people are asked one step after the other, somebody comes.

mod actions;
pub(super) mod http;
pub(super) mod model;
pub(super) mod paging;
pub(super) mod store;
mod views;

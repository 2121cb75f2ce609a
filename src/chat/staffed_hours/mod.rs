//! Staffed hours: when somebody is there in the member rooms (safety 41).

pub(in crate::chat) mod actions;
pub mod http;
pub mod model;
pub(in crate::chat) mod store;

//! People, what they may do, and how they prove who they are.

pub mod access;
pub mod model;
mod store;

//! Requests and responses of messages.

pub mod changes;
pub mod erasure;
pub mod messages;
pub mod shapes;

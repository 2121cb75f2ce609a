//! Queries of messages.

pub(in crate::chat) mod erasure;
pub(in crate::chat) mod expiry;
pub(in crate::chat) mod kept;
pub(in crate::chat) mod log;
pub(in crate::chat) mod marks;
pub(in crate::chat) mod messages;
pub(in crate::chat) mod versions;

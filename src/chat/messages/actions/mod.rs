//! Actions on messages.

pub(in crate::chat) mod change;
pub(in crate::chat) mod erase;
pub(in crate::chat) mod expire;
pub(in crate::chat) mod post;
pub(in crate::chat) mod react;
pub(in crate::chat) mod versions;

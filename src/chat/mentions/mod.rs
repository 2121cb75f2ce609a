//! Mentions: whom a text names, and the email about an unread mention.

pub(in crate::chat) mod actions;
pub(in crate::chat) mod matching;

pub(in crate::chat) use matching::{mentioned, mentioned_among};

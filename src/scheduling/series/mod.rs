//! Series: a session that is repeated every week until a date.

pub(crate) mod actions;
pub mod chat_groups;
pub(crate) mod http;
pub(crate) mod store;
pub(crate) mod views;

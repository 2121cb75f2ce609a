//! Actions on rooms.

pub(in crate::chat) mod epoch;
pub(in crate::chat) mod open;

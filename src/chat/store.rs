//! The stores of chat in one list; each stands in the folder of its noun.

pub(in crate::chat) use super::asides::store as asides;
pub(in crate::chat) use super::crisis_cards::store as cards;
pub(in crate::chat) use super::help::store as help;
pub(in crate::chat) use super::messages::store::erasure;
pub(in crate::chat) use super::messages::store::expiry;
pub(in crate::chat) use super::messages::store::kept;
pub(in crate::chat) use super::messages::store::log;
pub(in crate::chat) use super::messages::store::marks;
pub(in crate::chat) use super::messages::store::messages;
pub(in crate::chat) use super::messages::store::versions;
pub(in crate::chat) use super::rooms::store as rooms;
pub(in crate::chat) use super::seats::store as seats;
pub(in crate::chat) use super::staffed_hours::store as hours;

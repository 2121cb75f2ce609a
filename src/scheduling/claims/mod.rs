//! Claims: the time of a room or a person that a session takes, or of a room that a block takes. The database excludes overlaps (S1).
//! A session in a hall claims every part of it, a session online claims no room.

pub(crate) mod actions;
pub(crate) mod store;

//! Claims: the time of a room or a person that a session takes. The database excludes overlaps (S1).

pub(crate) mod actions;
pub(crate) mod store;

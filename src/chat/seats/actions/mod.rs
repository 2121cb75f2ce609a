//! Actions on seats.

pub(in crate::chat) mod access_change;
pub(in crate::chat) mod look_alikes;
pub(in crate::chat) mod seats;

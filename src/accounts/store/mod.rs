//! Every query of this room.

pub(super) mod grants;
pub(super) mod people;

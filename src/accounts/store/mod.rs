//! Every query of this room.

pub(super) mod cards;
pub(super) mod consents;
pub(super) mod deployment;
pub(super) mod devices;
pub(super) mod grants;
pub(super) mod home;
pub(super) mod locks;
pub(super) mod logins;
pub(super) mod people;
pub(super) mod qualifications;
pub(super) mod record;
pub(super) mod second_factor;
pub(super) mod throttles;

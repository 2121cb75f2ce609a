//! Every query of this room; each noun's own are in its folder.

pub(super) use super::audit_log::store as audit_log;
pub(super) use super::cards::store as cards;
pub(super) use super::consents::store as consents;
pub(super) use super::deployment::store as deployment;
pub(super) use super::devices::store as devices;
pub(super) use super::home_districts::store as home_districts;
pub(super) use super::lock::store as lock;
pub(super) use super::logins::store as logins;
pub(super) use super::people::store as people;
pub(super) use super::qualifications::store as qualifications;
pub(super) use super::roles::store as roles;
pub(super) use super::second_factor::store as second_factor;
pub(super) use super::throttles::store as throttles;

//! Standby: somebody could step in, on one evening in a studio or district, or for one session. They stand first among the candidates.

pub mod actions;
pub(crate) mod http;
pub(crate) mod store;

//! The review at the end of a phase, and its signatures.

pub mod actions;
pub mod approvals;
pub mod http;
pub mod model;
pub(crate) mod phase_record;
pub mod signers;
pub(crate) mod store;
pub(crate) mod views;

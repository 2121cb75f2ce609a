//! The ledger: what was credited and why. A line is never changed; a correction is a reversal.

pub(crate) mod actions;
pub mod credit;
pub mod evidence;
pub mod http;
pub(crate) mod lines;
pub mod manual;
pub mod model;
pub(crate) mod store;
pub(crate) mod views;

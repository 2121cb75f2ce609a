//! Candidates: who could be assigned, the best first.

pub(crate) mod http;
pub(crate) mod ranking;
pub(crate) mod views;

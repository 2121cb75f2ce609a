//! Staffing: who is assigned to a session, and who could be.

pub mod assignments;
pub(crate) mod candidates;

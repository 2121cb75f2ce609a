//! Staffing: who is assigned to a session, who could be, and who exchanges theirs with another.

pub mod assignments;
pub(crate) mod candidates;
pub mod swaps;

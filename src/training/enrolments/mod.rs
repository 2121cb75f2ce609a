//! Joining a cohort, resting, moving and leaving. The enrolment itself is a row of the room `cohorts`.

pub mod actions;
pub mod http;
pub mod model;
pub(crate) mod store;

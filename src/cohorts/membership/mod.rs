//! Who belongs to a cohort.

pub mod model;
pub(crate) mod store;

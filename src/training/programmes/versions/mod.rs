//! Whole versions in the database.

pub(crate) mod store;

//! Who is expected at the sessions of an intake.

pub(crate) mod store;

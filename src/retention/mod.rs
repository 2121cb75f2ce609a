//! What is forgotten when (safety 28). Each room deletes its own rows by its own jobs; this room reports what is due and runs all of it
//! at once for the operator.

pub mod actions;
pub mod http;
pub mod model;
pub mod views;

//! What is above this room may ask of it.

pub use super::duty::add_shift;

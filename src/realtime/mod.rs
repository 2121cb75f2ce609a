//! What happens now, told to those who listen now.

pub mod sequence;

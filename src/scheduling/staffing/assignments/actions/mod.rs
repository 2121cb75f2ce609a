//! Assign and withdraw.

pub mod assign;
pub mod withdraw;

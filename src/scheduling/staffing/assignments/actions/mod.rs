//! Assign and withdraw.

pub mod assign;
pub(crate) mod history;
pub mod withdraw;

//! What is done to a series: planned, changed, extended, ended; a skipped date revived.

pub mod edit;
pub mod end;
pub mod extend;
pub mod plan;
pub mod revive;
mod write_dates;

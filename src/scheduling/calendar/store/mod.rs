//! The queries of the calendar.

mod groups;
mod week;

pub use groups::*;
pub use week::*;

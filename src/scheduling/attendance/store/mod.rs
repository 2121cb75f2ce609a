//! The rows of a sheet: lines as they stand, presses as they came.

mod lines;
mod presses;
pub(crate) mod retention;
mod tries;

pub use lines::*;
pub use presses::*;
pub use tries::*;

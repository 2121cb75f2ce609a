//! Series, their staff, and what their dates have of their own.

mod chat;
mod detached;
mod rows;
mod staff;

pub use chat::*;
pub use detached::*;
pub use rows::*;
pub use staff::*;

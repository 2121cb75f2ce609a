//! Sessions, their history and their locks.

mod history;
mod locks;
mod sessions;

pub use history::*;
pub use locks::*;
pub use sessions::*;

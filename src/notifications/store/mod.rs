//! Every query of this room.

mod emails;
mod notices;
mod preferences;

pub use emails::*;
pub use notices::*;
pub use preferences::*;

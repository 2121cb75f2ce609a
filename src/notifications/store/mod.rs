//! Every query of this room.

mod letters;
mod notices;
mod preferences;

pub use letters::*;
pub use notices::*;
pub use preferences::*;

//! Every query of this room.

pub mod asides;
pub mod cards;
pub mod erasure;
pub mod expiry;
pub mod help;
pub mod hours;
pub mod kept;
pub mod log;
pub mod marks;
pub mod messages;
pub mod rooms;
pub mod seats;
pub mod versions;

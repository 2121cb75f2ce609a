//! The frames of `tongxing.v1`, one JSON object each; `docs/REALTIME.md` shows every one.

mod incoming;
mod outgoing;

pub use incoming::{FrameId, Incoming, PRESENCE};
pub use outgoing::{Limits, Outgoing, RoomHead, WelcomeRoom, batch};

pub const PROTOCOL: &str = "tongxing.v1";

//! The socket edge.

mod outbox;
mod socket;

pub use outbox::{Outbox, OutboxBody};
pub use socket::{SocketHandle, on_connect};

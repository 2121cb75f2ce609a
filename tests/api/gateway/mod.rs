//! The socket edge.

mod changes;
mod delivery;
mod frames;
mod handshake;
mod limits;
mod moment;
mod outbox;
mod resume;
mod revocation;
mod storm;

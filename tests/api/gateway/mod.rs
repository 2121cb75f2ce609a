//! The socket edge.

mod changes;
mod delivery;
mod edges;
mod faults;
mod frames;
mod fuzz;
mod handshake;
mod limits;
mod moment;
mod outbox;
mod resume;
mod revocation;
mod storm;

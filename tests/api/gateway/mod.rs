//! The socket edge.

mod changes;
mod delivery;
mod edges;
mod faults;
mod frames;
mod fuzz;
mod handshake;
mod limits;
mod presence;
mod resume;
mod revocation;
mod send_queue;
mod storm;

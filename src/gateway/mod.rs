//! The socket edge: who gets a socket, what comes in, what goes out, and how it ends.
//!
//! A socket exists only for a person: a one-time **ticket** from the API is shown in the list of subprotocols, and whatever is
//! refused is refused in plain HTTP before the upgrade. A **peer** is a connection; its **outbox** is bounded in bytes and
//! filled with ready-made frames that all readers of a room share. A peer that does not keep up is switched to batches, and
//! one that takes nothing is ended by the handle of its TCP socket; neither costs the others anything. There is one timer
//! (`beat`), not one for each socket, and no query on the threads that poll sockets.
//!
//! `docs/REALTIME.md` is the protocol for those who write clients.

mod actions;
mod beat;
mod changes;
mod connection;
mod connections;
mod deframe;
mod ear;
mod farewell;
mod frames;
mod server;
pub mod http;
mod inbox;
mod inlet;
mod listen;
mod markings;
mod moment;
mod neighbours;
mod outbox;
mod peer;
mod pending;
mod socket;
mod store;
mod tickets;

pub use deframe::Message;
pub use farewell::Farewell;
pub use inlet::{Inlet, Messages};
pub use outbox::Outbox;
pub use server::Gateway;
pub use socket::{Wire, prepare};

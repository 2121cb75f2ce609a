//! The gateway: websocket connections, from the upgrade to the close.
//!
//! A socket exists only for a person: the client gets a one-time **ticket** from the API and sends it in the list of subprotocols; every
//! refusal is a plain HTTP response before the upgrade. A **peer** is one connection. Its **send queue** is bounded in bytes and filled with
//! ready-made frames that all readers of a room share. A peer that does not keep up is switched to batches, and a peer that takes nothing
//! is closed through its TCP socket; neither delays the others. One timer (`heartbeat`) serves all sockets, and no query runs on the
//! threads that poll sockets. `docs/REALTIME.md` describes the protocol for authors of clients.
//!
//! Reading order, each file using only those before it:
//!
//! 1. the wire: `frames` (JSON frames), `decoder` and `inbound` (bytes in), `socket`, `close_reason`, `pending_frames` and `send_queue` (bytes
//!    out);
//! 2. one connection: `tickets`, `read_marks`, `room_reader`, `subscription`, `presence` (its state), `peer`, `request_queue`;
//! 3. all of them: `registry`, `server` (the [`Gateway`] value), `store`, `views`, `actions`;
//! 4. `handlers`: what each frame does, from `hello` to `auth`, and catching up;
//! 5. `connection`: the two loops of a connection; `http`: ticket and upgrade, which start them;
//! 6. in the background: `heartbeat` and `presence::broadcast` (`timers` runs them), `bus_listener` (hints of other nodes).

mod actions;
mod bus_listener;
mod close_reason;
mod connection;
mod decoder;
mod frames;
mod handlers;
mod heartbeat;
pub mod http;
mod inbound;
mod peer;
mod pending_frames;
mod presence;
mod read_marks;
mod registry;
mod request_queue;
mod room_reader;
mod send_queue;
mod server;
mod socket;
mod store;
mod subscription;
mod tickets;
mod timers;
mod views;

pub use decoder::Message;
pub use inbound::{Inbound, Messages};
pub use send_queue::SendQueue;
pub use server::Gateway;
pub use socket::{SocketWriter, prepare};

//! A client of `tongxing.v1`: keeps a connection, resumes where it was, sends what was said in the order in which it was said
//! until it is acknowledged, and notes everything in a journal.
//!
//! It knows the protocol from `docs/REALTIME.md` and nothing of the server's code. From below: `socket` is the upgrade and frames as
//! bytes, `wire` one connection with frames as JSON, `place` where a client stands in a room, `outbox` what is not acknowledged yet,
//! `journal` what happened, `at_work` the loop over all of it. The tests use the whole of it; the load tool uses `socket`, so that it
//! measures the server and not itself.

mod at_work;
mod journal;
mod outbox;
mod place;
mod socket;
mod wire;

pub use at_work::{Client, Ends, Road};
pub use journal::{Entry, Heard, Journal};
pub use socket::{Frames, NoSocket, Socket, frame};
pub use wire::{Nodes, Over, Wire};

//! A client of `tongxing.v1`: it keeps a connection, resumes after an interruption, sends messages in order until they are
//! acknowledged, and records everything in a journal.
//!
//! It knows the protocol from `docs/REALTIME.md` and nothing of the server's code. From below: `socket` is the upgrade and frames as
//! bytes, `wire` one connection with frames as JSON, `subscription` the last event of a room, `outbox` the messages without an
//! acknowledgement, `journal` the record, `connection_task` the loop, `client` its handle. The tests use all of them; the load tool
//! uses `socket`, so that it measures the server and not itself.

#![allow(
    missing_docs,
    reason = "fields and methods whose name says everything carry no comment"
)]

mod client;
mod connection_task;
mod journal;
mod outbox;
mod socket;
mod subscription;
mod wire;

pub use client::{Client, ClientOptions, Transport};
pub use journal::{Entry, Journal, ReceivedEvent};
pub use socket::{ConnectError, Frames, Socket, frame};
pub use wire::{Disconnect, Nodes, Wire};

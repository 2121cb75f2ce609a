//! A client of `tongxing.v1`: keeps a connection, resumes where it was, sends what was said in the order in which it was said
//! until it is acknowledged, and notes everything in a journal.
//!
//! It knows the protocol from `docs/REALTIME.md` and nothing of the server's code. `wire` is one connection, `place` where a
//! client stands in a room, `outbox` what is not acknowledged yet, `journal` what happened, `at_work` the loop over all of it.
#![allow(dead_code)]

mod at_work;
mod journal;
mod outbox;
mod place;
mod wire;

pub use at_work::{Client, Ends, Road};
pub use journal::{Entry, Journal};
pub use wire::Nodes;

//! The socket edge.

mod outbox;

//! A reader: what the hub knows of a connection.

use bytes::Bytes;

/// The result of offering a frame to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The frame is in the queue.
    Taken,
    /// The queue is at its bound: the reader must pull from here on.
    Full,
    /// The reader has ended.
    Gone,
}

/// Takes ready-made frames and never waits.
pub trait Reader: Send + Sync {
    /// Queues a frame if it fits the bound; `flush` sends it.
    fn deliver(&self, frame: &Bytes) -> Delivery;

    fn flush(&self);

    /// Sends a frame regardless of the bound: the end of a subscription.
    fn deliver_urgent(&self, frame: &Bytes);

    /// Queues an ephemeral frame, if at least half of the queue is free; `flush` sends it.
    fn deliver_ephemeral(&self, frame: &Bytes);

    /// A topic has switched this reader to pulling.
    fn fell_behind(&self);

    /// Ends the connection; the client reconnects and resumes from its position.
    fn cut(&self);
}

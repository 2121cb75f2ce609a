//! What the hub knows of a connection.

use bytes::Bytes;

/// What became of a frame that was offered to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is in the reader's queue.
    Taken,
    /// The queue is at its bound: the reader has to pull from here on.
    Full,
    /// The reader has ended.
    Gone,
}

/// One connection as the hub sees it: something that takes ready-made frames and never waits.
pub trait Reader: Send + Sync {
    /// Queues a frame if it fits the bound; it leaves with the next `flush`.
    fn deliver(&self, frame: &Bytes) -> Delivery;

    /// Sends what was queued.
    fn flush(&self);

    /// Sends a frame that must not wait behind the bound: the end of a subscription.
    fn tell(&self, frame: &Bytes);

    /// Queues a frame that nobody misses, if there is room to spare; it leaves with the next `flush`.
    fn whisper(&self, frame: &Bytes);

    /// A topic has switched this reader to pulling.
    fn fell_behind(&self);

    /// Ends the reader; it comes back and says where it stands.
    fn cut(&self);
}

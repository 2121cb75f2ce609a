//! The bus as its users see it.

use super::message::Hint;

/// What a node receives from the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wake {
    /// A topic has moved on another node.
    Hint(Hint),
    /// Hints may have been missed: sweep all topics.
    Missed,
}

/// Sends hints to the other nodes.
pub trait Bus: Send + Sync + 'static {
    /// Publishes a hint; never waits and may fail silently.
    fn publish(&self, hint: Hint);

    /// Whether messages of other nodes arrive here.
    fn is_healthy(&self) -> bool;

    /// Whether there can be no other node.
    fn is_alone(&self) -> bool {
        false
    }

    /// Sends pending hints and ends.
    fn close(&self);
}

/// A bus that carries nothing.
#[derive(Clone, Copy, Debug)]
pub struct NoBus {
    /// Whether there can be no other node; otherwise this node must poll.
    pub is_alone: bool,
}

impl Bus for NoBus {
    fn publish(&self, _: Hint) {}

    fn is_healthy(&self) -> bool {
        self.is_alone
    }

    fn is_alone(&self) -> bool {
        self.is_alone
    }

    fn close(&self) {}
}

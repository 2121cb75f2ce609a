//! The projection of a topic: what its room keeps in memory, built from its events.

use super::recent::Broadcast;
use crate::event::Event;
use bytes::Bytes;

/// State that a room builds from its own events. It is read under the lock that orders them, so it is always one prefix of the log.
pub trait Projection: Send + 'static {
    /// Applies the next event and returns what readers get.
    fn apply(&mut self, event: &Event) -> Broadcast;
    /// Events before this number have expired: nothing of them may be shown from memory.
    fn drop_before(&mut self, begin: i64);
    /// The text of an event from the log for the reader with this tag.
    fn text_for(&self, event: &Event, tag: &str) -> Bytes;
    /// The epoch of its numbers.
    fn epoch(&self) -> &str;
    /// Whether a reader with this tag may subscribe.
    fn admits(&self, tag: &str) -> bool;
    /// The text that readers get when a new epoch begins: continue from `head`.
    fn restart_text(&self, head: i64) -> Bytes;
}

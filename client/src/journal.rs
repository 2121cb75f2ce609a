//! Everything that a client sent and received, in order.

use std::time::Instant;

/// An event of a room (`docs/REALTIME.md`).
#[derive(Clone, Debug)]
pub struct ReceivedEvent {
    pub room: String,
    pub epoch: String,
    pub seq: i64,
    /// `k` of the frame.
    pub kind: String,
    pub message: Option<String>,
    pub body: Option<String>,
    pub change: Option<String>,
    /// The membership that changed, or that of the author.
    pub member: Option<String>,
    pub at: Instant,
}

/// An entry of a journal.
#[derive(Clone, Debug)]
pub enum Entry {
    /// A connection to the node of this name was accepted.
    Welcome { node: String },
    /// A room is subscribed after this event.
    Subscribed { room: String, after: i64 },
    /// The person pressed send.
    Submitted {
        room: String,
        cid: String,
        body: String,
        at: Instant,
    },
    /// The server stored the message.
    Acknowledged {
        room: String,
        cid: String,
        message: String,
        seq: i64,
        is_duplicate: bool,
        at: Instant,
    },
    /// The message, or a subscription, was refused for good.
    Refused { cid: Option<String>, code: String },
    /// The message is sent again under the same client id.
    Retried { cid: String },
    /// An event.
    Received(ReceivedEvent),
    /// An event that was received before; the server must not send one.
    Duplicate { room: String, seq: i64 },
    /// Events are missing and the server sent no `gap`; it must not do that.
    UnannouncedGap { room: String, after: i64, next: i64 },
    /// The server said that events are missing.
    Gap { room: String, reason: String, head: i64 },
    /// The server ended the connection.
    Bye { code: u64, retry_ms: Option<u64> },
    /// The ticket or the upgrade was refused with this status.
    UpgradeRefused { status: u16 },
    /// The connection broke without a `bye`.
    Disconnected,
}

/// The record of one client.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    pub name: String,
    pub entries: Vec<Entry>,
}

impl Journal {
    /// The events of a room.
    pub fn received<'a>(&'a self, room: &'a str) -> impl Iterator<Item = &'a ReceivedEvent> {
        self.entries.iter().filter_map(move |entry| match entry {
            Entry::Received(event) if event.room == room => Some(event),
            _ => None,
        })
    }

    /// The number of the last event of a room; 0 if none was received.
    pub fn last_seq(&self, room: &str) -> i64 {
        self.received(room).last().map_or(0, |event| event.seq)
    }

    /// Client ids that were acknowledged, with the message and its number.
    pub fn acknowledged(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Acknowledged { cid, message, seq, .. } => Some((cid.as_str(), message.as_str(), *seq)),
            _ => None,
        })
    }

    /// Queued messages in order: room, client id, text.
    pub fn submitted(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Submitted { room, cid, body, .. } => Some((room.as_str(), cid.as_str(), body.as_str())),
            _ => None,
        })
    }

    /// The number of entries that meet a condition.
    pub fn count(&self, is_counted: impl Fn(&Entry) -> bool) -> usize {
        self.entries.iter().filter(|entry| is_counted(entry)).count()
    }
}

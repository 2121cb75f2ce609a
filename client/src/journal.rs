//! What a client said, heard and was told.

use std::time::Instant;

/// An event as it was heard.
#[derive(Clone, Debug)]
pub struct Heard {
    /// In which room.
    pub room: String,
    /// In which epoch of its numbers.
    pub epoch: String,
    /// Its number.
    pub seq: i64,
    /// What happened, as `k` says it.
    pub kind: String,
    /// The message that it is about.
    pub message: Option<String>,
    /// Its text.
    pub body: Option<String>,
    /// How a membership changed.
    pub change: Option<String>,
    /// Whose membership, or who wrote.
    pub member: Option<String>,
    /// When it came.
    pub at: Instant,
}

/// One thing that happened.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the fields are those of the frames (docs/REALTIME.md)")]
pub enum Entry {
    /// A connection stands, to the node that calls itself so.
    Welcome { node: String },
    /// A room is heard after this event.
    Subscribed { room: String, after: i64 },
    /// The person pressed send.
    Said {
        room: String,
        cid: String,
        body: String,
        at: Instant,
    },
    /// The message stands.
    Sent {
        room: String,
        cid: String,
        message: String,
        seq: i64,
        is_twin: bool,
        at: Instant,
    },
    /// The message, or a subscription, was refused for good.
    Refused { cid: Option<String>, code: String },
    /// The message has to be tried again.
    Again { cid: String },
    /// An event.
    Heard(Heard),
    /// An event that was there already: the server must not do that.
    Twin { room: String, seq: i64 },
    /// Events are missing and nobody said so: the server must not do that.
    Hole { room: String, after: i64, next: i64 },
    /// The server said that events are missing.
    Gap { room: String, reason: String, head: i64 },
    /// The server ended the connection.
    Bye { code: u64, retry_ms: Option<u64> },
    /// No socket: refused with this status.
    NoSocket { status: u16 },
    /// The connection broke.
    Lost,
}

/// All of it, in order.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    /// Whose.
    pub name: String,
    /// What happened.
    pub entries: Vec<Entry>,
}

impl Journal {
    /// The events of a room.
    pub fn heard<'a>(&'a self, room: &'a str) -> impl Iterator<Item = &'a Heard> {
        self.entries.iter().filter_map(move |entry| match entry {
            Entry::Heard(heard) if heard.room == room => Some(heard),
            _ => None,
        })
    }

    /// The last event of a room.
    pub fn last_seq(&self, room: &str) -> i64 {
        self.heard(room).last().map_or(0, |heard| heard.seq)
    }

    /// Client ids that were acknowledged, with the message and its number.
    pub fn sent(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Sent { cid, message, seq, .. } => Some((cid.as_str(), message.as_str(), *seq)),
            _ => None,
        })
    }

    /// What was said, in order: room, client id, text.
    pub fn said(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Said { room, cid, body, .. } => Some((room.as_str(), cid.as_str(), body.as_str())),
            _ => None,
        })
    }

    /// How many entries are like that.
    pub fn count(&self, is_meant: impl Fn(&Entry) -> bool) -> usize {
        self.entries.iter().filter(|entry| is_meant(entry)).count()
    }
}

//! Messages that are not acknowledged yet, in the order in which they were submitted.

use serde_json::{Value, json};
use std::collections::VecDeque;

/// A message without an acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingMessage {
    pub room: String,
    /// The same for every try.
    pub cid: String,
    pub body: String,
}

/// The queue: the first is in flight, the others wait for its acknowledgement.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<PendingMessage>,
    previous: Option<(String, String)>,
}

impl Outbox {
    pub fn push(&mut self, message: PendingMessage) {
        self.queue.push_back(message);
    }

    pub fn first(&self) -> Option<&PendingMessage> {
        self.queue.front()
    }

    /// Removes the first once it has its final answer.
    pub fn remove(&mut self, cid: &str, is_sent: bool) -> Option<PendingMessage> {
        let done = self.queue.pop_front_if(|first| first.cid == cid)?;
        if is_sent {
            self.previous = Some((done.room.clone(), done.cid.clone()));
        }
        Some(done)
    }

    /// The epoch changed: the next message names no previous one.
    pub fn clear_previous(&mut self) {
        self.previous = None;
    }

    /// The frame of the first, which names the previous message of the same room (`prev`).
    pub fn frame(&self) -> Option<Value> {
        let first = self.first()?;
        let mut frame = json!({ "t": "send", "id": first.cid, "r": first.room, "cid": first.cid, "body": first.body });
        if let Some(prev) = self.prev() {
            frame["prev"] = prev.into();
        }
        Some(frame)
    }

    /// The body of the first for a post over HTTP.
    pub fn body(&self) -> Option<Value> {
        let first = self.first()?;
        let mut body = json!({ "cid": first.cid, "body": first.body });
        if let Some(prev) = self.prev() {
            body["prev"] = prev.into();
        }
        Some(body)
    }

    fn prev(&self) -> Option<&str> {
        let (room, cid) = self.previous.as_ref()?;
        (*room == self.first()?.room).then_some(cid)
    }
}

//! What was said and is not acknowledged yet, in the order in which it was said.

use serde_json::{Value, json};
use std::collections::VecDeque;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The room.
    pub room: String,
    /// Made when it was said, kept for every try.
    pub cid: String,
    /// The text.
    pub body: String,
}

/// The queue; the first is on its way, the others wait for its acknowledgement.
#[derive(Debug, Default)]
pub struct Outbox {
    queue: VecDeque<Waiting>,
    before: Option<(String, String)>,
}

impl Outbox {
    /// Queues a message.
    pub fn push(&mut self, message: Waiting) {
        self.queue.push_back(message);
    }

    /// The one to be sent.
    pub fn first(&self) -> Option<&Waiting> {
        self.queue.front()
    }

    /// The first has its answer, for good.
    pub fn done(&mut self, cid: &str, is_sent: bool) -> Option<Waiting> {
        let done = self.queue.pop_front_if(|first| first.cid == cid)?;
        if is_sent {
            self.before = Some((done.room.clone(), done.cid.clone()));
        }
        Some(done)
    }

    /// The numbers were made anew: the next message names none before it.
    pub fn forget_before(&mut self) {
        self.before = None;
    }

    /// The frame of the first, which names the message before it in the same room.
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
        let (room, cid) = self.before.as_ref()?;
        (*room == self.first()?.room).then_some(cid)
    }
}

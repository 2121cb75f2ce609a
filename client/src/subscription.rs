//! The subscription of a room: its epoch and its last event.

use super::journal::{Entry, ReceivedEvent};
use serde_json::{Value, json};
use std::time::Instant;

#[derive(Clone, Debug)]
pub struct Subscription {
    room: String,
    seq: Option<i64>,
    epoch: Option<String>,
}

impl Subscription {
    /// Starts with the next event.
    pub fn new(room: &str) -> Subscription {
        Subscription {
            room: room.into(),
            seq: None,
            epoch: None,
        }
    }

    /// The room's entry in `hello`.
    pub fn resume_point(&self) -> Value {
        match (self.seq, &self.epoch) {
            (Some(seq), Some(epoch)) => json!({ "r": self.room, "seq": seq, "epoch": epoch }),
            _ => json!({ "r": self.room }),
        }
    }

    pub fn is_about(&self, frame: &Value) -> bool {
        frame["r"] == self.room
    }

    /// What a frame about this room adds to the journal.
    pub fn on_frame(&mut self, frame: &Value) -> Vec<Entry> {
        match frame["t"].as_str().unwrap_or_default() {
            "sub.ok" => {
                self.epoch = frame["epoch"].as_str().map(str::to_owned);
                let from = frame["from"].as_i64().unwrap_or(1);
                match self.seq {
                    Some(seq) if seq + 1 != from => vec![self.unannounced_gap(seq, from)],
                    Some(_) => vec![],
                    None => {
                        self.seq = Some(from - 1);
                        vec![Entry::Subscribed {
                            room: self.room.clone(),
                            after: from - 1,
                        }]
                    }
                }
            }
            "gap" => {
                self.epoch = frame["epoch"].as_str().map(str::to_owned);
                self.seq = frame["head"].as_i64();
                vec![Entry::Gap {
                    room: self.room.clone(),
                    reason: frame["reason"].as_str().unwrap_or_default().into(),
                    head: self.seq.unwrap_or(0),
                }]
            }
            "batch" => {
                let events = frame["evs"].as_array().cloned().unwrap_or_default();
                events.iter().map(|event| self.on_event(event)).collect()
            }
            "ev" => vec![self.on_event(frame)],
            _ => vec![],
        }
    }

    fn on_event(&mut self, event: &Value) -> Entry {
        let seq = event["seq"].as_i64().unwrap_or(0);
        let before = self.seq.unwrap_or(seq - 1);
        if seq <= before {
            return Entry::Duplicate {
                room: self.room.clone(),
                seq,
            };
        }
        if seq > before + 1 {
            return self.unannounced_gap(before, seq);
        }
        self.seq = Some(seq);
        let text = |name: &str| event["d"][name].as_str().map(str::to_owned);
        Entry::Received(ReceivedEvent {
            room: self.room.clone(),
            epoch: self.epoch.clone().unwrap_or_default(),
            seq,
            kind: event["k"].as_str().unwrap_or_default().into(),
            message: text("m"),
            body: text("body"),
            change: text("change"),
            member: text("membership_id").or_else(|| text("author_id")),
            at: Instant::now(),
        })
    }

    fn unannounced_gap(&self, after: i64, next: i64) -> Entry {
        Entry::UnannouncedGap {
            room: self.room.clone(),
            after,
            next,
        }
    }
}

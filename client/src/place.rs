//! Where a client stands in a room.

use super::journal::{Entry, Heard};
use serde_json::{Value, json};
use std::time::Instant;

/// The last event that it has, in which epoch.
#[derive(Clone, Debug)]
pub struct Place {
    room: String,
    seq: Option<i64>,
    epoch: Option<String>,
}

impl Place {
    /// A room that is heard from the next event on.
    pub fn new(room: &str) -> Place {
        Place {
            room: room.into(),
            seq: None,
            epoch: None,
        }
    }

    /// As `hello` names it.
    pub fn position(&self) -> Value {
        match (self.seq, &self.epoch) {
            (Some(seq), Some(epoch)) => json!({ "r": self.room, "seq": seq, "epoch": epoch }),
            _ => json!({ "r": self.room }),
        }
    }

    /// Whether a frame is about this room.
    pub fn is_meant(&self, frame: &Value) -> bool {
        frame["r"] == self.room
    }

    /// Takes a frame about this room and says what it means.
    pub fn take(&mut self, frame: &Value) -> Vec<Entry> {
        match frame["t"].as_str().unwrap_or_default() {
            "sub.ok" => {
                self.epoch = frame["epoch"].as_str().map(str::to_owned);
                let from = frame["from"].as_i64().unwrap_or(1);
                match self.seq {
                    Some(seq) if seq + 1 != from => vec![self.hole(seq, from)],
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
                events.iter().map(|event| self.hear(event)).collect()
            }
            "ev" => vec![self.hear(frame)],
            _ => vec![],
        }
    }

    fn hear(&mut self, event: &Value) -> Entry {
        let seq = event["seq"].as_i64().unwrap_or(0);
        let before = self.seq.unwrap_or(seq - 1);
        if seq <= before {
            return Entry::Twin {
                room: self.room.clone(),
                seq,
            };
        }
        if seq > before + 1 {
            return self.hole(before, seq);
        }
        self.seq = Some(seq);
        let text = |name: &str| event["d"][name].as_str().map(str::to_owned);
        Entry::Heard(Heard {
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

    fn hole(&self, after: i64, next: i64) -> Entry {
        Entry::Hole {
            room: self.room.clone(),
            after,
            next,
        }
    }
}

//! Events as readers get them, framed once; the newest are kept in memory for readers that resume.

use super::frame;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;

/// As many as a resuming client may have missed (chat 7), so that a reconnect storm does not reach the database.
const RECENT_EVENTS: usize = 1_024;
const RECENT_BYTES: usize = 512 * 1024;
const BATCH_EVENTS: usize = 200;

/// What readers get of one event.
pub struct Broadcast {
    /// The text for everybody.
    pub text: Bytes,
    /// Readers with this tag get this text instead.
    pub own: Option<(Arc<str>, Bytes)>,
    /// The subscriptions of readers with this tag end after this event.
    pub ends: Option<Arc<str>>,
    /// Readers with one of these tags get this text instead, because they may not see the message.
    pub masked: Option<(Vec<Arc<str>>, Bytes)>,
    /// The number of the message that it concerns.
    pub about: Option<i64>,
    /// Earlier events about that message are void: they are dropped from memory, and the log has the current state.
    pub is_renewal: bool,
}

impl Broadcast {
    /// One text for all readers.
    pub fn of(text: Bytes) -> Self {
        Broadcast {
            text,
            own: None,
            ends: None,
            masked: None,
            about: None,
            is_renewal: false,
        }
    }
}

pub(super) struct RecentEvent {
    pub(super) number: i64,
    frame: Bytes,
    own: Option<(Arc<str>, Bytes)>,
    masked: Option<(Vec<Arc<str>>, Bytes)>,
    about: Option<i64>,
}

impl RecentEvent {
    pub(super) fn new(number: i64, step: Broadcast) -> Self {
        RecentEvent {
            number,
            frame: frame::text(&step.text),
            own: step.own.map(|(tag, text)| (tag, frame::text(&text))),
            masked: step.masked.map(|(tags, text)| (tags, frame::text(&text))),
            about: step.about,
        }
    }

    pub(super) fn frame_for(&self, tag: &str) -> &Bytes {
        match (&self.own, &self.masked) {
            (Some((owner, frame)), _) if &**owner == tag => frame,
            (_, Some((tags, frame))) if tags.iter().any(|masked| &**masked == tag) => frame,
            _ => &self.frame,
        }
    }

    fn text_for(&self, tag: &str) -> Bytes {
        frame::payload(self.frame_for(tag))
    }

    fn bytes(&self) -> usize {
        self.frame.len() + self.own.as_ref().map_or(0, |(_, frame)| frame.len())
    }
}

/// The newest events of a topic, bounded in number and bytes.
#[derive(Default)]
pub(super) struct Recent {
    lines: VecDeque<RecentEvent>,
    bytes: usize,
}

impl Recent {
    pub(super) fn push(&mut self, line: RecentEvent) {
        self.bytes += line.bytes();
        self.lines.push_back(line);
        while self.lines.len() > RECENT_EVENTS || self.bytes > RECENT_BYTES {
            let Some(dropped) = self.lines.pop_front() else { break };
            self.bytes -= dropped.bytes();
        }
    }

    /// Drops events before a number.
    pub(super) fn drop_before(&mut self, begin: i64) {
        while self.lines.front().is_some_and(|line| line.number < begin) {
            let Some(dropped) = self.lines.pop_front() else { break };
            self.bytes -= dropped.bytes();
        }
    }

    /// Drops events up to the last one about a message, so that what remains has no missing number.
    pub(super) fn drop_about(&mut self, about: i64) {
        let Some(last) = self.lines.iter().rposition(|line| line.about == Some(about)) else {
            return;
        };
        for dropped in self.lines.drain(..=last) {
            self.bytes -= dropped.bytes();
        }
    }

    /// Texts after `position` for the reader with this tag, and the last number among them; none if some are no longer in memory.
    pub(super) fn after(&self, position: i64, tag: &str, bytes: usize) -> Option<(Vec<Bytes>, i64)> {
        let first = self.lines.front()?.number;
        let skip = usize::try_from(position + 1 - first).ok()?;
        let (mut texts, mut size) = (vec![], 0);
        for line in self.lines.iter().skip(skip).take(BATCH_EVENTS) {
            let text = line.text_for(tag);
            size += text.len();
            if size > bytes && !texts.is_empty() {
                break;
            }
            texts.push(text);
        }
        let to = position + i64::try_from(texts.len()).ok()?;
        (!texts.is_empty()).then_some((texts, to))
    }
}

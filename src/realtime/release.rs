//! What is handed out: an event's text, framed once, and the newest of them kept for those who return.

use super::frame;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;

/// As many as somebody who comes back may have missed (chat 7), so that a storm of returns asks no database.
const KEPT_EVENTS: usize = 1_024;
const KEPT_BYTES: usize = 512 * 1024;
const BATCH_EVENTS: usize = 200;

/// What one event means for the readers of its topic.
pub struct Step {
    /// The text for everybody.
    pub text: Bytes,
    /// The text that readers with this tag get instead.
    pub own: Option<(Arc<str>, Bytes)>,
    /// Readers with this tag hear nothing after this event.
    pub ends: Option<Arc<str>>,
    /// The text that readers with one of these tags get instead, because the thing is not theirs to see.
    pub veil: Option<(Vec<Arc<str>>, Bytes)>,
    /// The thing that it speaks of.
    pub about: Option<i64>,
    /// What was said of that thing before is void: memory hands it out no more, the log tells how it is now.
    pub is_renewal: bool,
}

impl Step {
    /// A text for everybody and nothing else.
    pub fn of(text: Bytes) -> Self {
        Step {
            text,
            own: None,
            ends: None,
            veil: None,
            about: None,
            is_renewal: false,
        }
    }
}

pub(super) struct Line {
    pub(super) number: i64,
    frame: Bytes,
    own: Option<(Arc<str>, Bytes)>,
    veil: Option<(Vec<Arc<str>>, Bytes)>,
    about: Option<i64>,
}

impl Line {
    pub(super) fn new(number: i64, step: Step) -> Self {
        Line {
            number,
            frame: frame::text(&step.text),
            own: step.own.map(|(tag, text)| (tag, frame::text(&text))),
            veil: step.veil.map(|(tags, text)| (tags, frame::text(&text))),
            about: step.about,
        }
    }

    pub(super) fn frame_for(&self, tag: &str) -> &Bytes {
        match (&self.own, &self.veil) {
            (Some((owner, frame)), _) if &**owner == tag => frame,
            (_, Some((tags, frame))) if tags.iter().any(|veiled| &**veiled == tag) => frame,
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
    lines: VecDeque<Line>,
    bytes: usize,
}

impl Recent {
    pub(super) fn push(&mut self, line: Line) {
        self.bytes += line.bytes();
        self.lines.push_back(line);
        while self.lines.len() > KEPT_EVENTS || self.bytes > KEPT_BYTES {
            let Some(gone) = self.lines.pop_front() else { break };
            self.bytes -= gone.bytes();
        }
    }

    /// Drops what lies before a number.
    pub(super) fn forget_before(&mut self, begin: i64) {
        while self.lines.front().is_some_and(|line| line.number < begin) {
            let Some(gone) = self.lines.pop_front() else { break };
            self.bytes -= gone.bytes();
        }
    }

    /// Drops what was said of a thing that is now otherwise, with everything before it: what is kept has no hole.
    pub(super) fn forget(&mut self, about: i64) {
        let Some(last) = self.lines.iter().rposition(|line| line.about == Some(about)) else {
            return;
        };
        for gone in self.lines.drain(..=last) {
            self.bytes -= gone.bytes();
        }
    }

    /// Texts after `position` as the reader with this tag sees them, and the last number among them; none if some are
    /// no longer here.
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

//! What is handed out: an event's text, framed once, and the newest of them kept for those who return.

use super::frame;
use bytes::Bytes;
use std::collections::VecDeque;
use std::sync::Arc;

const KEPT_EVENTS: usize = 512;
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
}

pub(super) struct Line {
    pub(super) number: i64,
    frame: Bytes,
    own: Option<(Arc<str>, Bytes)>,
}

impl Line {
    pub(super) fn new(number: i64, step: Step) -> Self {
        Line {
            number,
            frame: frame::text(&step.text),
            own: step.own.map(|(tag, text)| (tag, frame::text(&text))),
        }
    }

    pub(super) fn frame_for(&self, tag: &str) -> &Bytes {
        match &self.own {
            Some((owner, frame)) if &**owner == tag => frame,
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

//! One reader of one topic: it reads live, or it pulls batches until it has reached the head.

use super::reader::{Delivery, Reader};
use super::recent::RecentEvent;
use bytes::Bytes;
use std::sync::Arc;

pub(super) struct Subscription {
    pub(super) id: u64,
    pub(super) tag: Arc<str>,
    pub(super) reader: Arc<dyn Reader>,
    /// The last number that a pulling reader has; none while it is live.
    pub(super) behind: Option<i64>,
}

/// The state of a pulling reader after a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// It has everything and gets new events as they come.
    Live,
    /// It took a batch, and more follows.
    More,
    /// Its queue is full; continue when it has drained.
    Full,
    /// The events after the first number are no longer in memory; load them up to the second number.
    FromLog(i64, i64),
    /// It is no longer subscribed.
    Ended,
}

/// Builds the frame of a batch from first number, last number, texts, and whether more follows.
pub type Wrap<'a> = &'a dyn Fn(i64, i64, &[Bytes], bool) -> Bytes;

impl Subscription {
    /// Sends one event; false when the subscription has ended.
    pub(super) fn on_event(&mut self, event: &RecentEvent, ends: Option<&str>) -> bool {
        let is_last = ends == Some(&*self.tag);
        let frame = event.frame_for(&self.tag);
        match self.behind {
            Some(_) if is_last => self.reader.deliver_urgent(frame),
            Some(_) => {}
            None => match self.reader.deliver(frame) {
                Delivery::Taken => {}
                Delivery::Gone => return false,
                Delivery::Full if is_last => self.reader.deliver_urgent(frame),
                Delivery::Full => {
                    self.behind = Some(event.number - 1);
                    self.reader.fell_behind();
                }
            },
        }
        if is_last {
            // the topic flushes only readers that are still subscribed
            self.reader.flush();
        }
        !is_last
    }

    pub(super) fn take(&mut self, texts: &[Bytes], after: i64, to: i64, head: i64, wrap: Wrap<'_>) -> Pull {
        match self.reader.deliver(&wrap(after + 1, to, texts, to < head)) {
            Delivery::Taken if to >= head => {
                self.behind = None;
                Pull::Live
            }
            Delivery::Taken => {
                self.behind = Some(to);
                Pull::More
            }
            Delivery::Full => {
                self.reader.fell_behind();
                Pull::Full
            }
            Delivery::Gone => Pull::Ended,
        }
    }
}

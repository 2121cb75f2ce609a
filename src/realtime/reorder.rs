//! Restores the order of events within a topic.
//!
//! Two writers of the database may publish their events in another order than they committed, and events of other nodes arrive by the
//! bus. The number within the topic is dense and is assigned under the lock of the topic's head row, so it is the order. A topic that
//! is being opened first lets the buffer collect what arrives, **then** reads the head, and then calls [`ReorderBuffer::begin`]. The
//! other way round loses the events in between.

use crate::event::Event;
use std::collections::BTreeMap;
use std::ops::Range;

/// The events of one topic that cannot go out yet. It buffers everything until it has begun.
#[derive(Debug, Default)]
pub struct ReorderBuffer {
    /// The number that goes out next; none until the head was read.
    next: Option<i64>,
    buffered: BTreeMap<i64, Event>,
}

impl ReorderBuffer {
    /// Begins after `head` and returns the buffered events that follow it. A second call changes nothing, so a second read of the head
    /// cannot turn it back.
    pub fn begin(&mut self, head: i64) -> Vec<Event> {
        if self.next.is_none() {
            self.next = Some(head + 1);
            self.buffered = self.buffered.split_off(&(head + 1));
        }
        self.ready()
    }

    /// Takes an event in any order; returns what can go out now, in order. A duplicate is dropped.
    pub fn offer(&mut self, event: Event) -> Vec<Event> {
        if self.next.is_none_or(|next| event.number >= next) {
            self.buffered.entry(event.number).or_insert(event);
        }
        self.ready()
    }

    /// The last number that has gone out; 0 before `begin`.
    pub fn head(&self) -> i64 {
        self.next.map_or(0, |next| next - 1)
    }

    /// The numbers that are missing before the first buffered event.
    pub fn hole(&self) -> Option<Range<i64>> {
        let (next, first) = (self.next?, *self.buffered.keys().next()?);
        (next < first).then_some(next..first)
    }

    fn ready(&mut self) -> Vec<Event> {
        let mut out = vec![];
        while let Some(next) = self.next
            && let Some(event) = self.buffered.remove(&next)
        {
            self.next = Some(next + 1);
            out.push(event);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn event(number: i64) -> Event {
        Event {
            topic: "room/1".into(),
            number,
            body: bytes::Bytes::from(number.to_string()),
        }
    }

    fn numbers(events: Vec<Event>) -> Vec<i64> {
        events.into_iter().map(|event| event.number).collect()
    }

    proptest! {
        /// Any order of arrival with any duplicates comes out in order, each once; the head may become known at any time.
        #[test]
        fn any_permutation_comes_out_in_order_exactly_once(
            (arrivals, head, known_after) in (1i64..40).prop_flat_map(|last| {
                let once: Vec<i64> = (1..=last).collect();
                let duplicates = prop::collection::vec(1..=last, 0..20);
                let arrivals = (Just(once), duplicates)
                    .prop_map(|(once, duplicates)| [once, duplicates].concat())
                    .prop_shuffle();
                (arrivals, 0..=last, 0usize..60)
            })
        ) {
            let mut buffer = ReorderBuffer::default();
            let last = arrivals.iter().copied().max().unwrap_or(0);
            let mut out = vec![];
            for (index, number) in arrivals.iter().enumerate() {
                if index == known_after {
                    out.extend(numbers(buffer.begin(head)));
                }
                out.extend(numbers(buffer.offer(event(*number))));
            }
            out.extend(numbers(buffer.begin(head)));
            prop_assert_eq!(out, (head + 1..=last).collect::<Vec<_>>());
            prop_assert_eq!(buffer.hole(), None);
            prop_assert_eq!(buffer.head(), last.max(head));
        }
    }

    #[test]
    fn a_duplicate_is_dropped_and_missing_numbers_are_named() {
        let mut buffer = ReorderBuffer::default();
        buffer.begin(4);
        assert_eq!(numbers(buffer.offer(event(5))), [5]);
        assert!(buffer.offer(event(5)).is_empty());
        assert!(buffer.offer(event(9)).is_empty());
        assert_eq!(buffer.hole(), Some(6..9));
        assert!(buffer.offer(event(7)).is_empty());
        assert_eq!(buffer.hole(), Some(6..7));
        assert_eq!(numbers(buffer.offer(event(6))), [6, 7]);
        assert_eq!(buffer.hole(), Some(8..9));
        assert!(numbers(buffer.begin(1)).is_empty(), "what has begun is not turned back");
    }
}

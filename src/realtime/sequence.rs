//! Restores the order of events within a topic.
//!
//! Two writers of the database may hand on their events the other way round than they committed, and events of other nodes
//! come by another road altogether. The number within the topic is dense and was given under the lock of the topic's head
//! row, so it is the order; whoever subscribes first lets the sequence hold what arrives, **then** reads the head, and says
//! where to begin ([`Sequence::begin`]). The other way round loses what comes in between.

use crate::event::Event;
use std::collections::BTreeMap;
use std::ops::Range;

/// The order of one topic. It holds everything until it has begun.
#[derive(Debug, Default)]
pub struct Sequence {
    /// The number that goes out next; unknown until the head was read.
    next: Option<i64>,
    held: BTreeMap<i64, Event>,
}

impl Sequence {
    /// `head` is the last number that the listeners already know; what was held and is newer comes out.
    /// A second call changes nothing, so that a second reader of the head cannot turn it back.
    pub fn begin(&mut self, head: i64) -> Vec<Event> {
        if self.next.is_none() {
            self.next = Some(head + 1);
            self.held = self.held.split_off(&(head + 1));
        }
        self.ready()
    }

    /// Takes an event in any order; gives back what can go out now, in order. A twin of what went out is dropped.
    pub fn offer(&mut self, event: Event) -> Vec<Event> {
        if self.next.is_none_or(|next| event.number >= next) {
            self.held.entry(event.number).or_insert(event);
        }
        self.ready()
    }

    /// The last number that has gone out; 0 before the beginning.
    pub fn head(&self) -> i64 {
        self.next.map_or(0, |next| next - 1)
    }

    /// The numbers that are missing before the first held event; load them by number if they do not arrive soon.
    pub fn hole(&self) -> Option<Range<i64>> {
        let (next, first) = (self.next?, *self.held.keys().next()?);
        (next < first).then_some(next..first)
    }

    fn ready(&mut self) -> Vec<Event> {
        let mut out = vec![];
        while let Some(next) = self.next
            && let Some(event) = self.held.remove(&next)
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
        /// Any order of arrival with any twins comes out in order, each once; the head may become known at any moment.
        #[test]
        fn any_permutation_comes_out_in_order_exactly_once(
            (arrivals, head, known_after) in (1i64..40).prop_flat_map(|last| {
                let once: Vec<i64> = (1..=last).collect();
                let twins = prop::collection::vec(1..=last, 0..20);
                let arrivals = (Just(once), twins)
                    .prop_map(|(once, twins)| [once, twins].concat())
                    .prop_shuffle();
                (arrivals, 0..=last, 0usize..60)
            })
        ) {
            let mut sequence = Sequence::default();
            let last = arrivals.iter().copied().max().unwrap_or(0);
            let mut out = vec![];
            for (index, number) in arrivals.iter().enumerate() {
                if index == known_after {
                    out.extend(numbers(sequence.begin(head)));
                }
                out.extend(numbers(sequence.offer(event(*number))));
            }
            out.extend(numbers(sequence.begin(head)));
            prop_assert_eq!(out, (head + 1..=last).collect::<Vec<_>>());
            prop_assert_eq!(sequence.hole(), None);
            prop_assert_eq!(sequence.head(), last.max(head));
        }
    }

    #[test]
    fn a_twin_is_dropped_and_a_hole_is_named() {
        let mut sequence = Sequence::default();
        sequence.begin(4);
        assert_eq!(numbers(sequence.offer(event(5))), [5]);
        assert!(sequence.offer(event(5)).is_empty());
        assert!(sequence.offer(event(9)).is_empty());
        assert_eq!(sequence.hole(), Some(6..9));
        assert!(sequence.offer(event(7)).is_empty());
        assert_eq!(sequence.hole(), Some(6..7));
        assert_eq!(numbers(sequence.offer(event(6))), [6, 7]);
        assert_eq!(sequence.hole(), Some(8..9));
        assert!(
            numbers(sequence.begin(1)).is_empty(),
            "what has begun is not turned back"
        );
    }
}

//! Restores the order of events within a topic.
//!
//! Two writers of the database may hand on their events the other way round than they committed, and events of other nodes
//! come by another road altogether. The number within the topic is dense and was given under the lock of the topic's head
//! row, so it is the order; whoever subscribes first lets the sequencer hold what arrives ([`Sequencer::watch`]), **then**
//! reads the head, and says where to begin ([`Sequencer::begin`]). The other way round loses what comes in between.

use crate::event::Event;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// The topics that somebody listens to.
#[derive(Debug, Default)]
pub struct Sequencer {
    topics: HashMap<String, Topic>,
}

#[derive(Debug, Default)]
struct Topic {
    /// The number that goes out next; unknown until the head was read.
    next: Option<i64>,
    held: BTreeMap<i64, Event>,
}

impl Sequencer {
    /// Nobody listens.
    pub fn new() -> Self {
        Sequencer::default()
    }

    /// Holds the events of `topic` from now on. False if it is watched already.
    pub fn watch(&mut self, topic: &str) -> bool {
        if self.topics.contains_key(topic) {
            return false;
        }
        self.topics.insert(topic.into(), Topic::default());
        true
    }

    /// `head` is the last number that the listeners already know; what was held and is newer comes out.
    /// Does nothing if the topic has begun before, so that a second reader of the head cannot turn it back.
    pub fn begin(&mut self, topic: &str, head: i64) -> Vec<Event> {
        let Some(topic) = self.topics.get_mut(topic) else {
            return vec![];
        };
        if topic.next.is_none() {
            topic.next = Some(head + 1);
            topic.held = topic.held.split_off(&(head + 1));
        }
        topic.ready()
    }

    /// Takes an event in any order; gives back what can go out now, in order. A twin of what went out is dropped.
    /// Number 0 is a hint without order: it passes. Nobody listens to the topic: nothing comes back.
    pub fn offer(&mut self, event: Event) -> Vec<Event> {
        let Some(topic) = self.topics.get_mut(&event.topic) else {
            return vec![];
        };
        if event.number == 0 {
            return vec![event];
        }
        if topic.next.is_none_or(|next| event.number >= next) {
            topic.held.entry(event.number).or_insert(event);
        }
        topic.ready()
    }

    /// The numbers that are missing before the first held event; load them by number if they do not arrive soon.
    pub fn hole(&self, topic: &str) -> Option<Range<i64>> {
        let topic = self.topics.get(topic)?;
        let (next, first) = (topic.next?, *topic.held.keys().next()?);
        (next < first).then_some(next..first)
    }

    /// Nobody listens any more.
    pub fn forget(&mut self, topic: &str) {
        self.topics.remove(topic);
    }
}

impl Topic {
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
            let mut sequencer = Sequencer::new();
            prop_assert!(sequencer.watch("room/1"));
            let last = arrivals.iter().copied().max().unwrap_or(0);
            let mut out = vec![];
            for (index, number) in arrivals.iter().enumerate() {
                if index == known_after {
                    out.extend(numbers(sequencer.begin("room/1", head)));
                }
                out.extend(numbers(sequencer.offer(event(*number))));
            }
            out.extend(numbers(sequencer.begin("room/1", head)));
            prop_assert_eq!(out, (head + 1..=last).collect::<Vec<_>>());
            prop_assert_eq!(sequencer.hole("room/1"), None);
        }
    }

    #[test]
    fn a_twin_is_dropped_and_a_hole_is_named() {
        let mut sequencer = Sequencer::new();
        sequencer.watch("room/1");
        sequencer.begin("room/1", 4);
        assert_eq!(numbers(sequencer.offer(event(5))), [5]);
        assert!(sequencer.offer(event(5)).is_empty());
        assert!(sequencer.offer(event(9)).is_empty());
        assert_eq!(sequencer.hole("room/1"), Some(6..9));
        assert!(sequencer.offer(event(7)).is_empty());
        assert_eq!(sequencer.hole("room/1"), Some(6..7));
        assert_eq!(numbers(sequencer.offer(event(6))), [6, 7]);
        assert_eq!(sequencer.hole("room/1"), Some(8..9));
    }

    #[test]
    fn a_topic_without_listeners_holds_nothing() {
        let mut sequencer = Sequencer::new();
        assert!(sequencer.offer(event(1)).is_empty());
        sequencer.watch("room/1");
        sequencer.begin("room/1", 0);
        assert_eq!(numbers(sequencer.offer(event(0))), [0], "a hint passes");
        sequencer.forget("room/1");
        assert!(sequencer.offer(event(1)).is_empty());
        assert!(sequencer.watch("room/1"), "and may be watched again");
    }
}

//! Hints that wait to be sent: one for each topic.

use super::message::{BusMessage, Hint};
use std::collections::BTreeMap;

/// A message must stay below the 8,000 bytes that PostgreSQL carries.
const BYTES: usize = 7_000;

/// The highest number of each topic.
#[derive(Debug, Default)]
pub(super) struct PendingHints(BTreeMap<String, i64>);

impl PendingHints {
    pub(super) fn add(&mut self, hint: Hint) {
        let number = self.0.entry(hint.topic).or_insert(hint.number);
        *number = hint.number.max(*number);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Takes all hints, in as few messages as hold them.
    pub(super) fn take(&mut self, node: &str) -> Vec<BusMessage> {
        let mut messages: Vec<BusMessage> = vec![];
        let mut room = 0;
        for (topic, number) in std::mem::take(&mut self.0) {
            let bytes = topic.len() + 22;
            if messages.is_empty() || bytes > room {
                messages.push(BusMessage {
                    node: node.to_owned(),
                    hints: vec![],
                });
                room = BYTES;
            }
            room = room.saturating_sub(bytes);
            if let Some(message) = messages.last_mut() {
                message.hints.push(Hint { topic, number });
            }
        }
        messages
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Every hint arrives: each topic once, with its highest number, in messages that fit.
        #[test]
        fn messages_carry_the_highest_number_of_each_topic(
            hints in prop::collection::vec(("[a-z]{1,6}/[0-9a-f-]{1,60}", 0i64..1_000), 0..600)
        ) {
            let mut pending = PendingHints::default();
            let mut highest = BTreeMap::new();
            for (topic, number) in &hints {
                pending.add(Hint { topic: topic.clone(), number: *number });
                let known = highest.entry(topic.clone()).or_insert(*number);
                *known = (*known).max(*number);
            }
            let mut arrived = BTreeMap::new();
            for message in pending.take("node-1") {
                let text = message.to_text();
                prop_assert!(text.len() < 8_000);
                let parsed = BusMessage::parse(&text);
                prop_assert_eq!(&parsed, &message);
                for hint in parsed.hints {
                    prop_assert!(arrived.insert(hint.topic, hint.number).is_none());
                }
            }
            prop_assert_eq!(arrived, highest);
            prop_assert_eq!(pending.len(), 0);
        }

        /// No text from the wire is too strange.
        #[test]
        fn any_text_can_be_read(text in ".*") {
            BusMessage::parse(&text);
        }
    }
}

//! Hints on their way out: one for each topic, several in one letter.

use std::collections::BTreeMap;

/// A letter must stay below the 8,000 bytes that PostgreSQL carries.
const BYTES: usize = 7_000;

/// A topic has moved, up to this number; 0 where there is no order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Which topic.
    pub topic: String,
    /// Its newest number, as far as the sender knows.
    pub number: i64,
}

/// What nodes send each other: who writes, and hints. A letter without hints only says that the writer is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// The node that wrote it.
    pub node: String,
    /// Its hints.
    pub hints: Vec<Hint>,
}

impl Letter {
    /// As text: the node, then a line for each hint.
    pub fn to_text(&self) -> String {
        let mut text = self.node.clone();
        for hint in &self.hints {
            text.push_str(&format!("\n{} {}", hint.number, hint.topic));
        }
        text
    }

    /// Reads a letter; lines that are not understood, perhaps of a newer version, are left out.
    pub fn read(text: &str) -> Letter {
        let mut lines = text.lines();
        let node = lines.next().unwrap_or_default().to_owned();
        let hints = lines.filter_map(|line| {
            let (number, topic) = line.split_once(' ')?;
            Some(Hint {
                topic: topic.to_owned(),
                number: number.parse().ok()?,
            })
        });
        Letter {
            node,
            hints: hints.collect(),
        }
    }
}

/// Hints that wait for the next letter: the highest number of each topic.
#[derive(Debug, Default)]
pub(super) struct Gathered(BTreeMap<String, i64>);

impl Gathered {
    pub(super) fn add(&mut self, hint: Hint) {
        let number = self.0.entry(hint.topic).or_insert(hint.number);
        *number = hint.number.max(*number);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Everything, in as few letters as hold it.
    pub(super) fn take(&mut self, node: &str) -> Vec<Letter> {
        let mut letters: Vec<Letter> = vec![];
        let mut room = 0;
        for (topic, number) in std::mem::take(&mut self.0) {
            let bytes = topic.len() + 22;
            if letters.is_empty() || bytes > room {
                letters.push(Letter {
                    node: node.to_owned(),
                    hints: vec![],
                });
                room = BYTES;
            }
            room = room.saturating_sub(bytes);
            if let Some(letter) = letters.last_mut() {
                letter.hints.push(Hint { topic, number });
            }
        }
        letters
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whatever is gathered arrives: each topic once, with its highest number, in letters that fit.
        #[test]
        fn letters_carry_the_highest_number_of_each_topic(
            hints in prop::collection::vec(("[a-z]{1,6}/[0-9a-f-]{1,60}", 0i64..1_000), 0..600)
        ) {
            let mut gathered = Gathered::default();
            let mut highest = BTreeMap::new();
            for (topic, number) in &hints {
                gathered.add(Hint { topic: topic.clone(), number: *number });
                let known = highest.entry(topic.clone()).or_insert(*number);
                *known = (*known).max(*number);
            }
            let mut arrived = BTreeMap::new();
            for letter in gathered.take("node-1") {
                let text = letter.to_text();
                prop_assert!(text.len() < 8_000);
                let read = Letter::read(&text);
                prop_assert_eq!(&read, &letter);
                for hint in read.hints {
                    prop_assert!(arrived.insert(hint.topic, hint.number).is_none());
                }
            }
            prop_assert_eq!(arrived, highest);
            prop_assert_eq!(gathered.len(), 0);
        }

        /// No text from the wire is too strange.
        #[test]
        fn any_text_can_be_read(text in ".*") {
            Letter::read(&text);
        }
    }
}

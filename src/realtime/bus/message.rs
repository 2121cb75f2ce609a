//! What nodes send each other: hints, several in one message.

/// A topic has moved, up to this number; 0 for a topic without order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub topic: String,
    pub number: i64,
}

/// The sender and its hints. A message without hints is a heartbeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BusMessage {
    pub node: String,
    pub hints: Vec<Hint>,
}

impl BusMessage {
    /// The text on the bus: the node, then a line for each hint.
    pub fn to_text(&self) -> String {
        let mut text = self.node.clone();
        for hint in &self.hints {
            text.push_str(&format!("\n{} {}", hint.number, hint.topic));
        }
        text
    }

    /// Parses a message; unknown lines, perhaps of a newer version, are left out.
    pub fn parse(text: &str) -> BusMessage {
        let mut lines = text.lines();
        let node = lines.next().unwrap_or_default().to_owned();
        let hints = lines.filter_map(|line| {
            let (number, topic) = line.split_once(' ')?;
            Some(Hint {
                topic: topic.to_owned(),
                number: number.parse().ok()?,
            })
        });
        BusMessage {
            node,
            hints: hints.collect(),
        }
    }
}

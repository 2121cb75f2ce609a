//! What a committed change tells the world.

use crate::ids::PersonId;
use bytes::Bytes;

/// Something that happened, handed on by `db` after the commit and never before.
///
/// `number` is dense within `topic`, so that the hub can restore the order in which the commits happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Who may care: `room/<chat room id>`, `access/<person id>` and so on.
    pub topic: String,
    /// 1, 2, 3, … within the topic; 0 for hints that need no order.
    pub number: i64,
    /// The encoded event for the readers on this node, encoded once.
    pub body: Bytes,
}

impl Event {
    /// A hint for the open pages of one person: look at this again. It says nothing of what has happened (safety 47).
    pub fn hint(person: &PersonId, what: &'static str) -> Self {
        Event {
            // in the topic and not in the body, because only topics travel to other nodes
            topic: format!("hint/{what}/{person}"),
            number: 0,
            body: Bytes::new(),
        }
    }
}

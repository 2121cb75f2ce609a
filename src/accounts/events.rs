//! What this room tells the world: that somebody's access changed.

use crate::error::Result;
use crate::event::Event;
use crate::ids::{LoginId, PersonId};
use bytes::Bytes;

const TOPIC: &str = "access/";

/// Logins of a person ended, or their roles changed: gateways close these sockets and ask again for the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessChanged {
    pub person: PersonId,
    /// Which logins ended; none when only roles changed, or when the hint came from another node.
    pub ended: Vec<LoginId>,
}

impl AccessChanged {
    /// As an event of `access/<person>`.
    pub fn event(&self) -> Result<Event> {
        Ok(Event {
            topic: format!("{TOPIC}{}", self.person),
            number: 0,
            body: Bytes::from(serde_json::to_vec(&self.ended)?),
        })
    }

    /// Reads an event, if it is one of these.
    pub fn read(event: &Event) -> Option<Self> {
        let person = PersonId::parse(event.topic.strip_prefix(TOPIC)?)?;
        let ended = serde_json::from_slice(&event.body).unwrap_or_default();
        Some(AccessChanged { person, ended })
    }
}

//! Hints of other nodes that concern sockets.

use super::presence::broadcast;
use super::presence::remote_nodes::EphemeralHint;
use super::server::Gateway;
use crate::chat::events::facilitated_room;

impl Gateway {
    /// Applies a hint of another node; false if it is about something else than typing and presence.
    pub fn on_hint(&self, topic: &str) -> bool {
        if let Some(room) = facilitated_room(topic).filter(|room| !self.chat.is_facilitator_present(room)) {
            // it makes the room live on this node
            self.presence.mark_changed([room]);
        }
        match EphemeralHint::parse(topic) {
            Some(hint) => {
                broadcast::on_remote_hint(self, hint);
                true
            }
            None => false,
        }
    }
}

//! The events of this room.

use crate::event::Event;
use crate::scheduling::sessions::store::Session;
use bytes::Bytes;

/// A session changed; whoever shows it asks for it again. No titles, no names.
pub(crate) fn session_changed(session: &Session) -> Event {
    let body = serde_json::json!({
        "k": "session.changed",
        "id": session.id,
        "row_version": session.row_version,
        "state": session.state,
    });
    Event {
        topic: format!("session/{}", session.id),
        number: 0,
        body: Bytes::from(body.to_string()),
    }
}

//! What a message said before it was changed: for whoever holds the room, and every look is in the audit (safety 16).

use crate::accounts::access::Caller;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::model::{SeatRole, Version};
use crate::chat::{Chat, access, store};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, MessageId};

/// Every version of a message, oldest first and the present one last; none of one that was taken back.
pub async fn read_versions(chat: &Chat, caller: Caller, room: ChatRoomId, message: MessageId) -> Result<Vec<Version>> {
    let own = chat.clone();
    chat.db
        .write(move |tx| {
            let seat = access::seat_in(tx.conn(), &room, &caller.person)?;
            let row = access::message_in(tx.conn(), &seat, &message)?;
            if seat.role != SeatRole::Facilitator {
                return Err(Code::NotAllowed.into());
            }
            let author = store::seats::find_person(tx.conn(), &row.seat_id)?.ok_or_else(Error::not_found)?;
            let entry = Entry::new(
                Some(&caller.person),
                AuditVerb::MessageVersionsRead,
                AuditSubject::Person,
                &author,
            );
            tx.audit(&entry.detail(serde_json::json!({ "room": room, "message": message })))?;
            let mut rows = store::versions::list_versions(tx.conn(), &message)?;
            rows.extend(
                row.body
                    .map(|body| (row.version, body, row.edited_at.unwrap_or(row.created_at))),
            );
            let open = |(version, sealed, at): (i64, Vec<u8>, i64)| {
                let body = own.keys.open_text("messages", message.as_str(), &sealed)?;
                Ok(Version { version, body, at })
            };
            rows.into_iter().map(open).collect()
        })
        .await
}

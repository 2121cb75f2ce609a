//! The review queue of the supervisors of a district.

use crate::accounts::access::Caller;
use crate::chat::Chat;
use crate::chat::moderation::model::{HiddenBy, Reason, Verb};
use crate::chat::moderation::{access, store};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{AppealId, ChatRoomId, MessageId, SeatId};
use serde::Serialize;
use utoipa::ToSchema;

/// A message that waits for a look. The list holds no words.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingMessage {
    m: MessageId,
    room_id: ChatRoomId,
    room: String,
    author: String,
    at: Millis,
    /// It is not in the room yet.
    is_held: bool,
    /// Why it is not shown.
    #[schema(required = true)]
    hidden: Option<HiddenBy>,
    /// How many people flagged it, and why.
    flags: usize,
    reasons: Vec<Reason>,
}

/// An appeal that waits.
#[derive(Debug, Serialize, ToSchema)]
pub struct WaitingAppeal {
    id: AppealId,
    room_id: ChatRoomId,
    room: String,
    /// Whose, by their name in the room.
    #[schema(required = true)]
    name: Option<String>,
    verb: Verb,
    reason: Reason,
    at: Millis,
}

/// An author whom flags have silenced.
#[derive(Debug, Serialize, ToSchema)]
pub struct SilencedAuthor {
    membership_id: SeatId,
    room_id: ChatRoomId,
    room: String,
    name: String,
    #[schema(required = true)]
    since: Option<Millis>,
}

/// Everything that waits, what has waited longest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReviewQueue {
    messages: Vec<WaitingMessage>,
    appeals: Vec<WaitingAppeal>,
    authors: Vec<SilencedAuthor>,
}

/// Flags on the same message are one entry.
fn grouped(rows: Vec<store::reviews::FlagRow>) -> Vec<WaitingMessage> {
    let mut waiting: Vec<WaitingMessage> = vec![];
    for (m, room_id, room, author, hidden, reason, at) in rows {
        if let Some(known) = waiting.iter_mut().find(|known| known.m == m) {
            known.flags += 1;
            if !known.reasons.contains(&reason) {
                known.reasons.push(reason);
            }
        } else {
            waiting.push(WaitingMessage {
                m,
                room_id,
                room,
                author,
                at,
                is_held: false,
                hidden,
                flags: 1,
                reasons: vec![reason],
            });
        }
    }
    waiting
}

/// What waits for a review by the caller.
pub async fn list_reviews(chat: &Chat, caller: Caller) -> Result<ReviewQueue> {
    chat.db
        .read(move |conn| {
            let scope = access::reviewed_by(conn, &caller)?;
            let mut messages = grouped(store::reviews::list_flags(conn, &scope, &caller.person)?);
            let held = store::reviews::list_held(conn, &scope, &caller.person)?;
            messages.extend(held.into_iter().map(|(m, room_id, room, author, at)| WaitingMessage {
                m,
                room_id,
                room,
                author,
                at,
                is_held: true,
                hidden: None,
                flags: 0,
                reasons: vec![],
            }));
            messages.sort_by_key(|message| message.at);
            let appeal = |(id, room_id, room, name, verb, reason, at)| WaitingAppeal {
                id,
                room_id,
                room,
                name,
                verb,
                reason,
                at,
            };
            let author = |(membership_id, room_id, room, name, since)| SilencedAuthor {
                membership_id,
                room_id,
                room,
                name,
                since,
            };
            let appeals = store::reviews::list_appeals(conn, &scope, &caller.person)?
                .into_iter()
                .map(appeal);
            let authors = store::reviews::list_silenced(conn, &scope, &caller.person)?
                .into_iter()
                .map(author);
            Ok(ReviewQueue {
                messages,
                appeals: appeals.collect(),
                authors: authors.collect(),
            })
        })
        .await
}

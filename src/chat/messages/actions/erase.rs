//! Taking back everything that somebody has said (safety 30). It may be thousands of messages in rooms that are in use, so it is
//! durable work in small transactions; each message goes as if its author had taken it back, and the rooms hear of each.

use crate::accounts::access::Caller;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::messages::actions::change::remove_text;
use crate::chat::{Chat, store};
use crate::clock::Millis;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, PersonId};
use crate::jobs::{self, NewJob};
use serde::{Deserialize, Serialize};

/// Takes back what somebody said until then.
pub const ERASE: &str = "chat.erase_messages";

/// Messages in one transaction, so that nobody in the room waits long behind it.
const BATCH: i64 = 50;

/// Whose messages, and until when: what somebody says after they asked stays.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Erasure {
    person: PersonId,
    until: Millis,
}

/// How many messages of the caller still hold a text.
pub async fn count_own(chat: &Chat, caller: Caller) -> Result<i64> {
    chat.db
        .read(move |conn| Ok(store::erasure::count_texts(conn, &caller.person)?))
        .await
}

/// Asks for it; how many messages it concerns. Asking again does not hurt: what is gone is gone.
pub async fn ask_for_erasure(chat: &Chat, caller: Caller) -> Result<i64> {
    let allowance = chat.write_limits.change(&caller.person)?;
    let until = chat.db.now();
    let asked = chat
        .db
        .write(move |tx| {
            let person = caller.person.clone();
            let count = store::erasure::count_texts(tx.conn(), &person)?;
            let verb = AuditVerb::MessagesErased;
            let entry = Entry::new(Some(&person), verb, AuditSubject::Person, &person);
            tx.audit(&entry.detail(serde_json::json!({ "messages": count })))?;
            let payload = serde_json::to_value(Erasure { person, until })?;
            jobs::enqueue(tx, &NewJob::new(ERASE, payload))?;
            Ok(count)
        })
        .await;
    if asked.is_ok() {
        allowance.spend();
    }
    asked
}

/// Does it. What was done before a crash is not done again.
pub async fn erase(db: &Db, asked: Erasure) -> Result<()> {
    let now = db.now();
    let Erasure { person, until } = asked;
    let of = person.clone();
    let rooms = db
        .read(move |conn| Ok(store::erasure::list_rooms(conn, &of, until)?))
        .await?;
    for room in rooms {
        while erase_batch(db, room.clone(), person.clone(), until, now).await? {}
    }
    Ok(())
}

async fn erase_batch(db: &Db, room: ChatRoomId, person: PersonId, until: Millis, now: Millis) -> Result<bool> {
    db.write(move |tx| {
        // the head row first, as everybody who changes a room
        store::rooms::lock_head(tx.conn(), &room)?;
        let rows = store::erasure::list_texts(tx.conn(), &person, &room, until, BATCH)?;
        let count = rows.len();
        for row in rows {
            if row.no.is_none() {
                // held or refused: the room has never heard of it
                store::versions::update_deleted(tx.conn(), &row.id, row.version + 1, now)?;
                continue;
            }
            let head = store::rooms::bump_head(tx.conn(), &room, 0)?.ok_or_else(Error::not_found)?;
            remove_text(tx, &room, row, head.seq, now)?;
        }
        Ok(i64::try_from(count).unwrap_or(BATCH) == BATCH)
    })
    .await
}

//! An email for a person who was mentioned and has not read it after a while, if they want such emails. It says only that something waits
//! (safety 47). One email covers all mentions before it.

use crate::chat::store;
use crate::clock::{MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::MessageId;
use crate::jobs::{self, NewJob};
use crate::notifications::api::{mention_in, wants_mentions};
use serde::{Deserialize, Serialize};

/// The kind of job that sends it.
pub const NOTIFY_MENTIONED: &str = "chat.notify_mentioned";
/// A person who is in the room reads within this time.
const DELAY: Millis = 5 * MINUTE;

/// The mentioned seat, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mentioned {
    seat: String,
    at: Millis,
}

/// Records whom a message mentions, in the transaction that publishes it.
pub(in crate::chat) fn record_mentions(tx: &mut Tx<'_>, message: &MessageId, no: i64, seats: &[String]) -> Result<()> {
    store::marks::replace_mentions(tx.conn(), message, no, seats)?;
    for seat in store::seats::list_by_id(tx.conn(), seats)? {
        if wants_mentions(tx.conn(), &seat.person_id)? {
            let at = tx.now();
            let seat = seat.id.to_string();
            enqueue(tx, &Mentioned { seat, at }, at + DELAY)?;
        }
    }
    Ok(())
}

fn enqueue(tx: &mut Tx<'_>, of: &Mentioned, at: Millis) -> Result<()> {
    let payload = serde_json::to_value(of)?;
    jobs::enqueue(tx, &NewJob::new(NOTIFY_MENTIONED, payload).at(at))?;
    Ok(())
}

/// Sends the email if the person still has the seat and has not read the message. In their quiet hours, or soon after another email, it
/// tries again later.
pub async fn notify_mentioned(db: &Db, of: Mentioned) -> Result<()> {
    db.write(move |tx| {
        let seat = store::seats::list_by_id(tx.conn(), std::slice::from_ref(&of.seat))?.pop();
        let Some(seat) = seat.filter(|seat| seat.removed_seq.is_none()) else {
            return Ok(());
        };
        if store::marks::count_mentions(tx.conn(), &seat)? == 0 {
            return Ok(());
        }
        match mention_in(tx, &seat.person_id, of.at)? {
            Some(later) => enqueue(tx, &of, later),
            None => Ok(()),
        }
    })
    .await
}

//! A letter for whoever was mentioned and has not read it after a while, if they asked for such letters. It says only that
//! something waits (safety 47), and however busy a room is, one letter tells of all that came before it.

use super::super::store;
use crate::chance::Chance;
use crate::clock::{Clock, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::MessageId;
use crate::jobs::{self, NewJob};
use crate::notifications::api::{mention_in, wants_mentions};
use serde::{Deserialize, Serialize};

/// Looks whether a mention is still unread.
pub const TELL_MENTIONED: &str = "chat.tell_mentioned";
/// Whoever is in the room reads within this time.
const PATIENCE: Millis = 5 * MINUTE;

/// A membership that was named, and when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Mentioned {
    seat: String,
    at: Millis,
}

/// Keeps whom a message names, in the transaction in which the room hears it.
pub(in crate::chat) fn name(
    tx: &mut Tx<'_>,
    (clock, _chance): (&Clock, &Chance),
    message: &MessageId,
    no: i64,
    seats: &[String],
) -> Result<()> {
    store::marks::replace_mentions(tx.conn(), message, no, seats)?;
    for seat in store::seats::list_by_id(tx.conn(), seats)? {
        if wants_mentions(tx.conn(), &seat.person_id)? {
            let at = clock.now();
            let seat = seat.id.to_string();
            ask(tx, &Mentioned { seat, at }, at + PATIENCE)?;
        }
    }
    Ok(())
}

fn ask(tx: &mut Tx<'_>, of: &Mentioned, at: Millis) -> Result<()> {
    let payload = serde_json::to_value(of)?;
    jobs::enqueue(tx, &NewJob::new(TELL_MENTIONED, payload).at(at))?;
    Ok(())
}

/// Writes the letter, if the person still sits there and has not read it. In their quiet hours, or soon after another letter,
/// it looks again later: what has been read until then needs none.
pub async fn tell_mentioned(db: &Db, of: Mentioned) -> Result<()> {
    db.write(move |tx| {
        let seat = store::seats::list_by_id(tx.conn(), std::slice::from_ref(&of.seat))?.pop();
        let Some(seat) = seat.filter(|seat| seat.removed_seq.is_none()) else {
            return Ok(());
        };
        if store::marks::count_mentions(tx.conn(), &seat)? == 0 {
            return Ok(());
        }
        match mention_in(tx, &seat.person_id, of.at)? {
            Some(later) => ask(tx, &of, later),
            None => Ok(()),
        }
    })
    .await
}

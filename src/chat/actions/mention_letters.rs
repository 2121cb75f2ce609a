//! A letter for whoever was mentioned and has not read it after a while, if they asked for such letters. It says only that
//! something waits (safety 47), and however busy a room is, one letter tells of all that came before it.

use super::super::store;
use crate::chance::Chance;
use crate::clock::{Clock, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::MessageId;
use crate::jobs::{self, NewJob};
use crate::notifications::front::{mention_in, wants_mentions};
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
    (clock, chance): (&Clock, &Chance),
    message: &MessageId,
    no: i64,
    seats: &[String],
) -> Result<()> {
    store::marks::replace_mentions(tx.conn(), message, no, seats)?;
    for seat in store::seats::list_by_id(tx.conn(), seats)? {
        if wants_mentions(tx.conn(), &seat.person_id)? {
            let at = clock.now();
            let seat = seat.id.to_string();
            ask(tx, (clock, chance), &Mentioned { seat, at }, at + PATIENCE)?;
        }
    }
    Ok(())
}

fn ask(tx: &mut Tx<'_>, (clock, chance): (&Clock, &Chance), of: &Mentioned, at: Millis) -> Result<()> {
    let payload = serde_json::to_value(of)?;
    jobs::enqueue(tx, &NewJob::new(clock, chance, TELL_MENTIONED, payload).at(at))?;
    Ok(())
}

/// Writes the letter, if the person still sits there and has not read it. In their quiet hours, or soon after another letter,
/// it looks again later: what has been read until then needs none.
pub async fn tell_mentioned(db: &Db, clock: &Clock, chance: &Chance, of: Mentioned) -> Result<()> {
    let (clock, chance) = (clock.clone(), chance.clone());
    db.write(move |tx| {
        let seat = store::seats::list_by_id(tx.conn(), std::slice::from_ref(&of.seat))?.pop();
        let Some(seat) = seat.filter(|seat| seat.removed_seq.is_none()) else {
            return Ok(());
        };
        if store::marks::count_mentions(tx.conn(), &seat)? == 0 {
            return Ok(());
        }
        match mention_in(tx, &clock, &chance, &seat.person_id, of.at)? {
            Some(later) => ask(tx, (&clock, &chance), &of, later),
            None => Ok::<_, Error>(()),
        }
    })
    .await
}

//! Taking up what was said, and finding it.

use super::{grams, store};
use crate::accounts::access::Caller;
use crate::chat::messages::store::messages::{self, MessageRow};
use crate::chat::model::{Room, Seat};
use crate::chat::store::seats;
use crate::chat::{Chat, store as chat_store};
use crate::db::{Conn, Db, Tx, gram_index as index};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, MessageId};
use crate::keys::Keys;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// Events taken up in one transaction, so that nobody waits long behind it.
const BATCH: i64 = 200;
/// Rooms in one round of the job.
const ROOMS: i64 = 200;
/// Transactions for which one search waits; what is still behind then is taken up by the job.
const PATIENCE: usize = 25;
/// Candidates looked at together, and at most in one request; a longer search goes on with the next page.
const CANDIDATES: i64 = 100;
const ROUNDS: usize = 20;
/// Questions to the index in one request; whoever sits in many rooms gets more and shorter pages.
const LOOKUPS: usize = 200;

/// Takes up what the index does not have yet, one room after the other, for at most this long: other work waits for its turn too.
/// False if there is more.
pub async fn index_for(db: &Db, keys: &Keys, time: Duration) -> Result<bool> {
    let began = Instant::now();
    let mut after = None;
    loop {
        let from = after.clone();
        let behind = db
            .read(move |conn| Ok(store::list_behind(conn, None, from.as_ref(), ROOMS)?))
            .await?;
        let Some(last) = behind.last() else {
            return Ok(true);
        };
        after = Some(last.clone());
        for room in behind {
            while index_batch(db, keys, room.clone()).await? {
                if began.elapsed() >= time {
                    return Ok(false);
                }
            }
        }
        if began.elapsed() >= time {
            return Ok(false);
        }
    }
}

/// Takes up one batch of a room; whether there may be more.
async fn index_batch(db: &Db, keys: &Keys, room: ChatRoomId) -> Result<bool> {
    let keys = keys.clone();
    db.write(move |tx| take_up(tx, &keys, &room)).await
}

fn take_up(tx: &mut Tx<'_>, keys: &Keys, room: &ChatRoomId) -> Result<bool> {
    let mark = store::lock_mark(tx.conn(), room)?;
    let key_no = store::hold_key(tx.conn())?;
    // before the events: what is said while we look is not passed over
    let head = chat_store::rooms::head(tx.conn(), room)?.ok_or_else(Error::not_found)?;
    let events = store::list_events(tx.conn(), room, mark, BATCH)?;
    let Some((last, _)) = events.last() else {
        // the room shows nothing before its head any more
        store::update_mark(tx.conn(), room, head.seq)?;
        return Ok(false);
    };
    let mut ids: Vec<String> = events
        .iter()
        .filter_map(|(_, id)| id.as_ref())
        .map(MessageId::to_string)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    let mut said = messages::list_by_id(tx.conn(), &ids)?;
    // earlier ones get smaller numbers within a millisecond too
    said.sort_unstable_by_key(|message| message.seq);
    for message in said {
        match findable(&message, keys) {
            Some(text) => {
                let grams = hashed(keys, key_no, room, &grams::of_text(&grams::fold(&text)));
                store::replace(tx.conn(), &message.id, message.created_at, &grams)?;
            }
            None => store::forget(tx.conn(), &message.id)?,
        }
    }
    store::update_mark(tx.conn(), room, *last)?;
    Ok(i64::try_from(events.len()).unwrap_or(BATCH) == BATCH)
}

/// The text of a message that has its place in the room, also while it is hidden: that it is shown again names no message. One that
/// does not open is passed over, or nothing behind it would ever be found.
fn findable(message: &MessageRow, keys: &Keys) -> Option<String> {
    if message.no.is_none() || message.deleted_at.is_some() {
        return None;
    }
    message.whole_text(keys).unwrap_or_else(|error| {
        tracing::error!(message = %message.id, %error, "a message does not open and is not taken up");
        None
    })
}

fn hashed<'a>(keys: &Keys, key_no: u8, room: &ChatRoomId, grams: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    let of_room = |gram| keys.search_token(key_no, &format!("{room} {gram}"));
    grams.into_iter().map(of_room).collect()
}

/// After a rotation: drops what was hashed with an earlier key, all at once, and lets the index be taken up again with the newest.
/// Until it has come so far again, what was said long ago is found bit by bit. Whether there was anything to do.
pub async fn use_newest_key(db: &Db, keys: &Keys) -> Result<bool> {
    let newest = keys.hashing_number();
    let read = db.read(|conn| Ok(store::find_key(conn)?));
    if read.await? == newest {
        return Ok(false);
    }
    db.write(move |tx| {
        if !store::update_key(tx.conn(), newest)? {
            return Ok(false);
        }
        store::clear(tx.conn())?;
        Ok(true)
    })
    .await
}

/// What somebody looks for.
pub struct Query {
    pub words: String,
    pub room: Option<ChatRoomId>,
    /// Before this row of the index.
    pub before: Option<i64>,
    pub limit: usize,
}

/// A message that has the words.
pub struct Found {
    /// Its row of the index.
    pub row: i64,
    /// Where it was said.
    pub room: Room,
    pub message: MessageRow,
    pub text: String,
}

/// What one search has found.
pub struct Findings {
    pub items: Vec<Found>,
    /// Where to go on, if there may be more: before this row.
    pub next: Option<i64>,
}

/// What was said with these words in the rooms where the caller sits, the newest first.
pub async fn find(chat: &Chat, caller: Caller, query: Query) -> Result<Findings> {
    let folded = grams::fold(&query.words);
    let wanted = grams::of_query(&folded);
    if wanted.is_empty() {
        return Err(Error::field("q", "too_short"));
    }
    let (only, now) = (query.room.clone(), chat.db.now());
    let places = chat
        .db
        .read(move |conn| {
            let mut places = seats::list_places_of(conn, &caller.person)?;
            // an aside whose last word has gone is not asked any more
            places.retain(|(room, _)| room.open_until.is_none_or(|until| now < until + room.keep_ms));
            if let Some(only) = &only {
                places.retain(|(room, _)| room.id == *only);
                if places.is_empty() {
                    return Err(Error::not_found());
                }
            }
            Ok(places)
        })
        .await?;
    // a full queue is no reason to find nothing
    if let Err(error) = catch_up(chat, &places).await {
        tracing::warn!(%error, "the index could not catch up");
    }
    let keys = chat.keys.clone();
    chat.db
        .read(move |conn| {
            let key_no = store::find_key(conn)?;
            let of_room = |(room, _): &(Room, Seat)| hashed(&keys, key_no, &room.id, &wanted);
            let of_rooms = places.iter().map(of_room).collect();
            let looking = Looking {
                keys,
                places,
                folded,
                of_rooms,
            };
            looking.page(conn, query.before, query.limit)
        })
        .await
}

/// Lets the index take up what was said in these rooms, as far as one search waits for it.
async fn catch_up(chat: &Chat, places: &[(Room, Seat)]) -> Result<()> {
    let rooms: Vec<ChatRoomId> = places.iter().map(|(room, _)| room.id.clone()).collect();
    let behind = chat
        .db
        .read(move |conn| Ok(store::list_behind(conn, Some(&rooms), None, ROOMS)?))
        .await?;
    let mut patience = PATIENCE;
    for room in behind {
        while patience > 0 && index_batch(&chat.db, &chat.keys, room.clone()).await? {
            patience -= 1;
        }
        patience = patience.saturating_sub(1);
    }
    Ok(())
}

/// One search as it goes through the index.
struct Looking {
    keys: Keys,
    places: Vec<(Room, Seat)>,
    folded: String,
    /// The hashed grams of the words, for each place.
    of_rooms: Vec<Vec<String>>,
}

impl Looking {
    fn page(&self, conn: &mut Conn, before: Option<i64>, limit: usize) -> Result<Findings> {
        let (mut found, mut before) = (vec![], before.unwrap_or(i64::MAX));
        for _ in 0..(LOOKUPS / self.places.len().max(1)).clamp(1, ROUNDS) {
            let rows = self.candidates(conn, before)?;
            let is_last = rows.len() < CANDIDATES as usize;
            before = rows.last().copied().unwrap_or(0);
            found.extend(self.looked_at(conn, &rows)?);
            if found.len() > limit {
                found.truncate(limit);
                let next = found.last().map(|one| one.row);
                return Ok(Findings { items: found, next });
            }
            if is_last {
                return Ok(Findings {
                    items: found,
                    next: None,
                });
            }
        }
        // a query whose pieces are everywhere and whose words are nowhere: what comes is on the next page
        Ok(Findings {
            items: found,
            next: Some(before),
        })
    }

    /// The newest rows of all rooms that are likely to have the words.
    fn candidates(&self, conn: &mut Conn, before: i64) -> Result<Vec<i64>> {
        let mut rows = vec![];
        for grams in &self.of_rooms {
            rows.extend(index::list_rows(conn, grams, before, CANDIDATES)?);
        }
        rows.sort_unstable_by(|a, b| b.cmp(a));
        rows.truncate(CANDIDATES as usize);
        Ok(rows)
    }

    /// Those that really have the words and that the caller may read.
    fn looked_at(&self, conn: &mut Conn, rows: &[i64]) -> Result<Vec<Found>> {
        let places: HashMap<&ChatRoomId, &(Room, Seat)> =
            self.places.iter().map(|place| (&place.0.id, place)).collect();
        let of_rows = store::list_messages(conn, rows)?;
        let ids: Vec<String> = of_rows.iter().map(|(_, id, _)| id.to_string()).collect();
        let mut messages: HashMap<MessageId, MessageRow> = messages::list_by_id(conn, &ids)?
            .into_iter()
            .map(|message| (message.id.clone(), message))
            .collect();
        let mut found = vec![];
        for (row, id, room) in of_rows {
            let (Some((room, seat)), Some(message)) = (places.get(&room), messages.remove(&id)) else {
                continue;
            };
            let is_theirs = message.no.is_some_and(|no| no > seat.joined_no) && message.seq >= room.min_seq;
            let is_shown = is_theirs && message.hidden.is_none();
            let Some(text) = findable(&message, &self.keys).filter(|_| is_shown) else {
                continue;
            };
            if grams::fold(&text).contains(&self.folded) {
                found.push(Found {
                    row,
                    room: room.clone(),
                    message,
                    text,
                });
            }
        }
        found.sort_unstable_by_key(|one| std::cmp::Reverse(one.row));
        Ok(found)
    }
}

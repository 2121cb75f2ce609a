//! Work done later: letters leave.

use super::actions::{self, Step};
use super::model::{LetterRow, LetterState};
use super::store;
use crate::chance::Chance;
use crate::clock::{Clock, HOUR, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{LetterId, PersonId};
use crate::jobs::{self, Failure, Job, NewJob, Registry};
use crate::keys::Keys;
use crate::mail::{Fault, Mailer, Template};
use serde::{Deserialize, Serialize};

/// The kind of job that sends one letter.
pub const SEND_LETTER: &str = "send_letter";
/// The kind of job that looks for letters that were left behind.
pub const FIND_LETTERS: &str = "find_letters";

/// What sending needs.
#[derive(Clone)]
pub struct Post {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// For new ids, and for the spread of retries.
    pub chance: Chance,
    /// Opens addresses.
    pub keys: Keys,
    /// The way out.
    pub mailer: Mailer,
    /// The product's address, the only link of a letter.
    pub address: String,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    letter: LetterId,
}

/// Writes the job that sends a letter.
pub fn enqueue_letter(tx: &mut Tx<'_>, letter: &LetterId, at: Millis) -> Result<()> {
    let payload = serde_json::to_value(Payload { letter: letter.clone() })?;
    jobs::enqueue(tx, &NewJob::new(SEND_LETTER, payload).at(at))?;
    Ok(())
}

/// Queues a letter, and the job that sends it, unless one of its kind waits for the person already.
pub fn queue_letter(tx: &mut Tx<'_>, (person, template): (&PersonId, Template), due_at: Millis) -> Result<()> {
    let letter = LetterRow {
        id: tx.mint::<LetterId>(),
        person: person.clone(),
        template,
        state: LetterState::Waiting,
        tries: 0,
    };
    let now = tx.now();
    if store::insert_letter(tx.conn(), &letter, now, due_at)? {
        enqueue_letter(tx, &letter.id, due_at)?;
    }
    Ok(())
}

/// The handlers of this room.
#[must_use]
pub fn register(registry: Registry, post: &Post) -> Registry {
    let (sending, finding) = (post.clone(), post.clone());
    registry
        .on(SEND_LETTER, move |job| send_letter(sending.clone(), job))
        .every(FIND_LETTERS, HOUR, move |_| {
            let post = finding.clone();
            async move { Ok(actions::find_letters(&post).await?) }
        })
}

/// Sends one letter. The letter's row says what became of it; the job itself only fails where the database does.
async fn send_letter(post: Post, job: Job) -> Result<(), Failure> {
    let Payload { letter: id } = job.payload()?;
    let Step::Leaves(row, letter) = actions::begin_letter(&post, id).await? else {
        return Ok(());
    };
    match post.mailer.send(&letter).await {
        Ok(()) => actions::letter_left(&post, row).await?,
        Err(Fault::Never(why)) => actions::give_up_letter(&post, row, why).await?,
        Err(Fault::Later(why)) => actions::try_letter_again(&post, row, why).await?,
        Err(Fault::NoWay) => actions::keep_letter(&post, row).await?,
    }
    Ok(())
}

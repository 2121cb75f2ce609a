//! Emails that wait to be sent: their rows and the jobs that send them.

use super::model::{EmailRow, EmailState};
use super::store;
use crate::clock::Millis;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{LetterId, PersonId};
use crate::jobs::{self, NewJob};
use crate::keys::Keys;
use crate::mail::{Mailer, Template};
use serde::{Deserialize, Serialize};

/// The kind of job that sends one email.
pub(super) const SEND_EMAIL: &str = "send_letter";

/// What sending emails needs. Cloning shares it.
#[derive(Clone)]
pub struct EmailSender {
    pub db: Db,
    /// Opens the addresses of people.
    pub keys: Keys,
    pub mailer: Mailer,
    /// The product's address, the only link of an email.
    pub address: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Payload {
    pub(super) letter: LetterId,
}

/// Writes the job that sends an email.
pub(super) fn enqueue_email(tx: &mut Tx<'_>, id: &LetterId, at: Millis) -> Result<()> {
    let payload = serde_json::to_value(Payload { letter: id.clone() })?;
    jobs::enqueue(tx, &NewJob::new(SEND_EMAIL, payload).at(at))?;
    Ok(())
}

/// Queues an email, and the job that sends it, unless one of its kind waits for the person already.
pub(super) fn queue_email(tx: &mut Tx<'_>, (person, template): (&PersonId, Template), due_at: Millis) -> Result<()> {
    let email = EmailRow {
        id: tx.mint::<LetterId>(),
        person: person.clone(),
        template,
        state: EmailState::Waiting,
        tries: 0,
    };
    let now = tx.now();
    if store::insert_email(tx.conn(), &email, now, due_at)? {
        enqueue_email(tx, &email.id, due_at)?;
    }
    Ok(())
}

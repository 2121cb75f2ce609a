//! The way of an email, one transaction a step; nothing is held while a mail server thinks.

use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::LetterId;
use crate::jobs::Policy;
use crate::mail::Email;
use crate::notifications::model::{EmailRow, EmailState};
use crate::notifications::outbox::{EmailSender, enqueue_email};
use crate::notifications::store;

/// After so many tries an email is given up; with the waits below that is about two and a half days.
pub const MOST_TRIES: i64 = 16;

/// What to do with an email whose time has come.
pub enum Step {
    /// Nothing: it is gone, no longer wanted, or waits for the morning.
    Rests,
    Leaves(EmailRow, Email),
}

/// Looks once more whether the email is wanted now, and where it goes (safety 15, 50).
pub async fn begin_email(sender: &EmailSender, id: LetterId) -> Result<Step> {
    let (keys, address) = (sender.keys.clone(), sender.address.clone());
    sender
        .db
        .write(move |tx| {
            let (now, Some(row)) = (tx.now(), store::find_email(tx.conn(), &id)?) else {
                return Ok(Step::Rests);
            };
            if row.state != EmailState::Waiting {
                return Ok(Step::Rests);
            }
            let recipient = store::find_recipient(tx.conn(), &row.person)?;
            let wanted = recipient.filter(|recipient| recipient.wants(row.template));
            let Some((recipient, sealed)) = wanted.and_then(|wanted| Some((wanted.clone(), wanted.sealed_email?)))
            else {
                store::update_finished(tx.conn(), &row.id, EmailState::Dropped, row.tries, None, now)?;
                return Ok(Step::Rests);
            };
            let earliest = recipient.earliest(row.template, now);
            if earliest > now {
                store::update_due(tx.conn(), &row.id, earliest)?;
                enqueue_email(tx, &row.id, earliest)?;
                return Ok(Step::Rests);
            }
            let email = Email {
                id: row.id.to_string(),
                to: keys.open_text("notice_preferences", row.person.as_str(), &sealed)?,
                template: row.template,
                tongue: recipient.tongue,
                address: address.clone(),
                at: now,
            };
            store::update_leaving(tx.conn(), &row.id)?;
            Ok(Step::Leaves(row, email))
        })
        .await
}

/// A mail server took it.
pub async fn mark_sent(db: &Db, row: EmailRow) -> Result<()> {
    finish(db, row, EmailState::Sent, None).await
}

/// No other try can help.
pub async fn give_up_email(db: &Db, row: EmailRow, why: String) -> Result<()> {
    tracing::error!(id = %row.id, why, "an email was given up");
    finish(db, row, EmailState::Dead, Some(why)).await
}

/// Another try may help, after a wait that grows.
pub async fn retry_email(db: &Db, row: EmailRow, why: String) -> Result<()> {
    let tries = row.tries + 1;
    if tries >= MOST_TRIES {
        return give_up_email(db, row, why).await;
    }
    let policy = Policy {
        first_wait: MINUTE,
        longest_wait: 6 * HOUR,
        ..Policy::default()
    };
    let due_at = db.now() + policy.wait(tries, db.chance());
    tracing::warn!(id = %row.id, tries, due_at, why, "an email will be tried again");
    db.write(move |tx| {
        if rest(tx, &row, due_at, tries, Some(&why))? {
            enqueue_email(tx, &row.id, due_at)?;
        }
        Ok(())
    })
    .await
}

/// There is no way out of the house: it stays, and no try is counted.
pub async fn hold_email(db: &Db, row: EmailRow) -> Result<()> {
    let now = db.now();
    db.write(move |tx| rest(tx, &row, now, row.tries, Some("no way out")).map(drop))
        .await
}

/// Emails whose job was lost, or which had no way out, get another one.
pub async fn find_overdue_emails(db: &Db) -> Result<()> {
    db.write(move |tx| {
        let now = tx.now();
        for id in store::list_overdue(tx.conn(), now - HOUR / 2)? {
            enqueue_email(tx, &id, now)?;
        }
        Ok(())
    })
    .await
}

async fn finish(db: &Db, row: EmailRow, state: EmailState, why: Option<String>) -> Result<()> {
    let now = db.now();
    db.write(move |tx| store::update_finished(tx.conn(), &row.id, state, row.tries + 1, why.as_deref(), now))
        .await
}

/// Waits, unless a later email of the same kind waits already and says the same.
fn rest(tx: &mut Tx<'_>, row: &EmailRow, due_at: Millis, tries: i64, why: Option<&str>) -> Result<bool> {
    if store::has_other_waiting(tx.conn(), row)? {
        store::update_finished(tx.conn(), &row.id, EmailState::Dropped, tries, why, due_at)?;
        return Ok(false);
    }
    store::update_waiting(tx.conn(), row, due_at, tries, why)?;
    Ok(true)
}

//! The way of a letter, one transaction a step; nothing is held while a mail server thinks.

use crate::clock::{HOUR, MINUTE, Millis};
use crate::db::Tx;
use crate::error::Result;
use crate::ids::LetterId;
use crate::jobs::Policy;
use crate::mail::Letter;
use crate::notifications::jobs::{Post, enqueue_letter};
use crate::notifications::model::{LetterRow, LetterState};
use crate::notifications::store;

/// After so many tries a letter is given up; with the waits below that is about two and a half days.
pub const MOST_TRIES: i64 = 16;

/// What to do with a letter whose time has come.
pub enum Step {
    /// Nothing: it is gone, no longer wanted, or waits for the morning.
    Rests,
    /// It leaves.
    Leaves(LetterRow, Letter),
}

/// Looks once more whether the letter is wanted now, and where it goes (safety 15, 50).
pub async fn begin_letter(post: &Post, id: LetterId) -> Result<Step> {
    let own = post.clone();
    post.db
        .write(move |tx| {
            let (now, Some(row)) = (tx.now(), store::find_letter(tx.conn(), &id)?) else {
                return Ok(Step::Rests);
            };
            if row.state != LetterState::Waiting {
                return Ok(Step::Rests);
            }
            let recipient = store::find_recipient(tx.conn(), &row.person)?;
            let wanted = recipient.filter(|recipient| recipient.wants(row.template));
            let Some((recipient, sealed)) = wanted.and_then(|wanted| Some((wanted.clone(), wanted.sealed_email?)))
            else {
                store::update_finished(tx.conn(), &row.id, LetterState::Dropped, row.tries, None, now)?;
                return Ok(Step::Rests);
            };
            let earliest = recipient.earliest(row.template, now);
            if earliest > now {
                store::update_due(tx.conn(), &row.id, earliest)?;
                enqueue_letter(tx, &row.id, earliest)?;
                return Ok(Step::Rests);
            }
            let letter = Letter {
                id: row.id.to_string(),
                to: own.keys.open_text("notice_preferences", row.person.as_str(), &sealed)?,
                template: row.template,
                tongue: recipient.tongue,
                address: own.address.clone(),
                at: now,
            };
            store::update_leaving(tx.conn(), &row.id)?;
            Ok(Step::Leaves(row, letter))
        })
        .await
}

/// A mail server took it.
pub async fn letter_left(post: &Post, row: LetterRow) -> Result<()> {
    finish(post, row, LetterState::Sent, None).await
}

/// No other try can help.
pub async fn give_up_letter(post: &Post, row: LetterRow, why: String) -> Result<()> {
    tracing::error!(id = %row.id, why, "a letter was given up");
    finish(post, row, LetterState::Dead, Some(why)).await
}

/// Another try may help, after a wait that grows.
pub async fn try_letter_again(post: &Post, row: LetterRow, why: String) -> Result<()> {
    let tries = row.tries + 1;
    if tries >= MOST_TRIES {
        return give_up_letter(post, row, why).await;
    }
    let patience = Policy {
        first_wait: MINUTE,
        longest_wait: 6 * HOUR,
        ..Policy::default()
    };
    let due_at = post.clock.now() + patience.wait(tries, &post.chance);
    tracing::warn!(id = %row.id, tries, due_at, why, "a letter will be tried again");
    let _own = post.clone();
    post.db
        .write(move |tx| {
            if rest(tx, &row, due_at, tries, Some(&why))? {
                enqueue_letter(tx, &row.id, due_at)?;
            }
            Ok(())
        })
        .await
}

/// There is no way out of the house: it stays, and no try is counted.
pub async fn keep_letter(post: &Post, row: LetterRow) -> Result<()> {
    let now = post.clock.now();
    post.db
        .write(move |tx| rest(tx, &row, now, row.tries, Some("no way out")).map(drop))
        .await
}

/// Letters whose job was lost, or which had no way out, get another one.
pub async fn find_letters(post: &Post) -> Result<()> {
    let _own = post.clone();
    post.db
        .write(move |tx| {
            let now = tx.now();
            for id in store::list_overdue(tx.conn(), now - HOUR / 2)? {
                enqueue_letter(tx, &id, now)?;
            }
            Ok(())
        })
        .await
}

async fn finish(post: &Post, row: LetterRow, state: LetterState, why: Option<String>) -> Result<()> {
    let now = post.clock.now();
    post.db
        .write(move |tx| store::update_finished(tx.conn(), &row.id, state, row.tries + 1, why.as_deref(), now))
        .await
}

/// Waits, unless a later letter of the same kind waits already and says the same.
fn rest(tx: &mut Tx<'_>, row: &LetterRow, due_at: Millis, tries: i64, why: Option<&str>) -> Result<bool> {
    if store::has_other_waiting(tx.conn(), row)? {
        store::update_finished(tx.conn(), &row.id, LetterState::Dropped, tries, why, due_at)?;
        return Ok(false);
    }
    store::update_waiting(tx.conn(), row, due_at, tries, why)?;
    Ok(true)
}

//! Failed tries are charged before the secret is looked at and given back when it was right, so that many tries at once
//! do not slip through together.

use crate::accounts::model::{Backoff, FORGOTTEN_AFTER};
use crate::accounts::service::Accounts;
use crate::accounts::throttles::store::{self as throttles, ThrottleRow};
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Code, Error, Result};

/// What is being tried, as a keyed hash: the table does not say whose name was tried.
#[derive(Clone)]
pub struct Subject(String);

impl Subject {
    /// `what` is hashed with the server's key.
    pub fn new(accounts: &Accounts, kind: &str, what: &str) -> Self {
        Subject(accounts.keys.token(kind, what))
    }
}

/// Charges one try, or refuses if it has to wait; what is refused charges nothing.
pub fn charge(tx: &mut Tx<'_>, subject: &Subject, backoff: Backoff) -> Result<()> {
    let now = tx.now();
    let (before, last) = bump(tx, subject, now)?;
    // by the present backoff: it may have become shorter since the last failure
    let wait = last + backoff.wait(before) - now;
    if before > 0 && wait > 0 {
        return Err(Error::from(Code::Throttled).retry_after(wait));
    }
    save(tx, subject, before + 1, now, now + backoff.wait(before + 1))
}

/// Counts a try without ever refusing one; how many there were before it. What is refused elsewhere in the transaction counts
/// nothing here either.
pub fn count(tx: &mut Tx<'_>, subject: &Subject) -> Result<i64> {
    let now = tx.now();
    let (before, _) = bump(tx, subject, now)?;
    save(tx, subject, before + 1, now, now)?;
    Ok(before)
}

/// Holds the row until the commit; the failures that still count, and when the last one was.
fn bump(tx: &mut Tx<'_>, subject: &Subject, now: Millis) -> Result<(i64, Millis)> {
    let tried = throttles::bump_throttle(tx.conn(), &subject.0, now)?;
    let is_forgotten = tried.failed_at < now - FORGOTTEN_AFTER;
    let before = if is_forgotten { 0 } else { tried.failures - 1 };
    Ok((before, tried.failed_at))
}

fn save(tx: &mut Tx<'_>, subject: &Subject, failures: i64, failed_at: Millis, free_at: Millis) -> Result<()> {
    let row = ThrottleRow {
        failures,
        failed_at,
        free_at,
    };
    throttles::update_throttle(tx.conn(), &subject.0, &row)?;
    Ok(())
}

/// The secret was right: nothing was in vain.
pub fn clear(tx: &mut Tx<'_>, subject: &Subject) -> Result<()> {
    throttles::delete_throttle(tx.conn(), &subject.0)?;
    Ok(())
}

//! Failed tries are charged before the secret is looked at and given back when it was right, so that many tries at once
//! do not slip through together.

use crate::accounts::model::{FORGOTTEN_AFTER, Patience};
use crate::accounts::service::Accounts;
use crate::accounts::store::throttles::{self, ThrottleRow};
use crate::db::Tx;
use crate::error::{Code, Error, Result};

/// What is being tried, as a keyed hash, and how patient we are.
#[derive(Clone)]
pub struct Subject {
    key: String,
    patience: Patience,
}

impl Subject {
    /// `what` is hashed with the server's key: the table does not say whose name was tried.
    pub fn new(accounts: &Accounts, kind: &str, what: &str, patience: Patience) -> Self {
        Subject {
            key: accounts.keys.token(kind, what),
            patience,
        }
    }
}

/// Charges one try to each subject, or refuses if one of them has to wait.
pub fn charge(tx: &mut Tx<'_>, accounts: &Accounts, subjects: &[Subject]) -> Result<()> {
    let now = accounts.clock.now();
    throttles::delete_before(tx.conn(), now - FORGOTTEN_AFTER)?;
    let mut rows = Vec::with_capacity(subjects.len());
    for subject in subjects {
        let row = throttles::find_throttle(tx.conn(), &subject.key)?;
        let wait = row.as_ref().map_or(0, |row| row.free_at - now);
        if wait > 0 {
            return Err(Error::from(Code::Throttled).retry_after(wait));
        }
        rows.push(row.map_or(0, |row| row.failures));
    }
    for (subject, failures) in subjects.iter().zip(rows) {
        let failures = failures + 1;
        let row = ThrottleRow {
            failures,
            failed_at: now,
            free_at: now + subject.patience.wait(failures),
        };
        throttles::save_throttle(tx.conn(), &subject.key, &row)?;
    }
    Ok(())
}

/// The secret was right: nothing was in vain.
pub fn clear(tx: &mut Tx<'_>, subjects: &[Subject]) -> Result<()> {
    for subject in subjects {
        throttles::delete_throttle(tx.conn(), &subject.key)?;
    }
    Ok(())
}

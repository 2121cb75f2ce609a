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

/// Charges one try to each subject, or refuses if one of them has to wait; a refusal charges nothing.
pub fn charge(tx: &mut Tx<'_>, accounts: &Accounts, subjects: &[Subject]) -> Result<()> {
    let now = accounts.clock.now();
    for subject in subjects {
        let before = throttles::bump_throttle(tx.conn(), &subject.key, now)?;
        let wait = before.free_at - now;
        if wait > 0 {
            return Err(Error::from(Code::Throttled).retry_after(wait));
        }
        let is_forgotten = before.failed_at < now - FORGOTTEN_AFTER;
        let failures = if is_forgotten { 1 } else { before.failures };
        let row = ThrottleRow {
            failures,
            failed_at: now,
            free_at: now + subject.patience.wait(failures),
        };
        throttles::update_throttle(tx.conn(), &subject.key, &row)?;
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

//! Whether somebody knows their passphrase.

use crate::accounts::access::Caller;
use crate::accounts::model::{Backoff, Passphrase};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::throttles::actions::{self as throttle, Subject};
use crate::error::{Code, Error, Result};

/// Proves that the caller knows their passphrase; `field` names it in the refusal.
pub async fn prove_passphrase(accounts: &Accounts, caller: &Caller, field: &str, passphrase: Passphrase) -> Result<()> {
    passphrase.check_length(field)?;
    // by the login: whoever guesses on another device uses up nothing here
    let subject = Subject::new(accounts, "throttle.passphrase", caller.login.as_str());
    let hash = {
        let (person, subject) = (caller.person.clone(), subject.clone());
        accounts.db.write(move |tx| {
            throttle::charge(tx, &subject, Backoff::OWN_DEVICE)?;
            let person = store::people::find_credentials(tx.conn(), &person)?.ok_or(Code::LoginEnded)?;
            Ok(person.passphrase)
        })
    };
    if !accounts.hasher.verify(passphrase, hash.await?).await? {
        return Err(Error::field(field, "wrong"));
    }
    accounts.db.write(move |tx| throttle::clear(tx, &subject)).await
}

//! Giving and withdrawing consent, one purpose at a time (safety 14, 15).

use crate::accounts::access::Caller;
use crate::accounts::access_change::AccessChange;
use crate::accounts::consents::store::ConsentRow;
use crate::accounts::consents::texts as consent_texts;
use crate::accounts::model::{ConsentHow, Language, Purpose};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::PersonId;

#[derive(Clone)]
pub struct Giving {
    /// In which language the text was read.
    pub language: Language,
    /// By the person or to the person.
    pub how: ConsentHow,
    pub witness: Option<PersonId>,
}

/// Everything that the caller gave and withdrew.
pub async fn list_consents(accounts: &Accounts, caller: &Caller) -> Result<Vec<ConsentRow>> {
    let person = caller.person.clone();
    let read = accounts
        .db
        .read(move |conn| Ok(store::consents::list_consents(conn, &person)?));
    read.await
}

/// Gives or withdraws the caller's consent for one purpose; what hangs on it begins or ends in the same transaction (safety
/// 15). Doing it twice changes nothing.
pub async fn set_consent(
    accounts: &Accounts,
    caller: &Caller,
    purpose: Purpose,
    is_given: bool,
    language: Language,
) -> Result<ConsentRow> {
    let (me, person) = (accounts.clone(), caller.person.clone());
    let write = accounts.db.write(move |tx| {
        if is_given {
            let giving = Giving {
                language,
                how: ConsentHow::Yourself,
                witness: None,
            };
            let row = give_in(tx, &person, purpose, &giving)?;
            me.run_access_change_hooks(tx, &person, &AccessChange::ConsentGiven(purpose))?;
            return Ok(row);
        }
        let now = tx.now();
        store::people::lock_person(tx.conn(), &person)?;
        let standing = store::consents::find_standing(tx.conn(), &person, purpose)?;
        if let Some(standing) = standing {
            store::consents::update_withdrawn(tx.conn(), &standing.id, now)?;
            me.run_access_change_hooks(tx, &person, &AccessChange::ConsentWithdrawn(purpose))?;
            return Ok(ConsentRow {
                withdrawn_at: Some(now),
                ..standing
            });
        }
        let past = store::consents::list_consents(tx.conn(), &person)?;
        past.into_iter()
            .find(|row| row.purpose == purpose)
            .ok_or_else(Error::not_found)
    });
    write.await
}

/// Records a consent to the present text; an older one for the same purpose ends.
pub fn give_in(tx: &mut Tx<'_>, person: &PersonId, purpose: Purpose, giving: &Giving) -> Result<ConsentRow> {
    let text = consent_texts::of(purpose);
    store::people::lock_person(tx.conn(), person)?;
    if let Some(standing) = store::consents::find_standing(tx.conn(), person, purpose)? {
        if standing.version == text.version {
            return Ok(standing);
        }
        let now = tx.now();
        store::consents::update_withdrawn(tx.conn(), &standing.id, now)?;
    }
    let row = ConsentRow {
        id: tx.mint::<String>(),
        person_id: person.clone(),
        purpose,
        version: text.version.into(),
        language: giving.language,
        how: giving.how,
        witness_id: giving.witness.clone(),
        given_at: tx.now(),
        withdrawn_at: None,
    };
    store::consents::insert_consent(tx.conn(), &row)?;
    Ok(row)
}

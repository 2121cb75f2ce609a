//! The privacy officer: a flag on a person of headquarters. Only another officer gives or takes it and gets into an officer's
//! account; what a deployment whose officers are gone needs is done on its command line, and never in silence.

use crate::accounts::model::Role;
use crate::accounts::store;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::PersonId;

/// Refuses unless somebody else who can sign in is privacy officer; holds them until the commit.
pub fn must_leave_officer(tx: &mut Tx<'_>, person: &PersonId) -> Result<()> {
    lock_headquarters(tx)?;
    let officers = store::roles::list_officers(tx.conn())?;
    if officers.iter().all(|officer| officer == person) {
        return Err(Error::new(Code::WrongState, "The last privacy officer stays."));
    }
    Ok(())
}

/// A grant of headquarters that differs only in the flag is replaced by the new one.
pub fn end_other_flag(tx: &mut Tx<'_>, by: Option<&PersonId>, person: &PersonId, flag: bool) -> Result<()> {
    for row in store::roles::list_grants(tx.conn(), std::slice::from_ref(person))? {
        if row.role == Role::Headquarters && row.is_privacy_officer != flag {
            let now = tx.now();
            store::roles::update_ended(tx.conn(), &row.id, by, now)?;
        }
    }
    Ok(())
}

/// Holds everybody of headquarters until the commit.
pub fn lock_headquarters(tx: &mut Tx<'_>) -> Result<()> {
    Ok(store::roles::lock_holders(tx.conn(), Role::Headquarters)?)
}

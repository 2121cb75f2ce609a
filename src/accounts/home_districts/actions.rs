//! Where somebody works or trains: known from the door on, changed by headquarters, with its history.

use crate::accounts::access::{Caller, Permissions};
use crate::accounts::home_districts::store::Line;
use crate::accounts::people::seen::find_seen;
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId};

/// Writes where somebody works or trains from now on. Whoever calls it holds the person's row.
pub fn set_in(tx: &mut Tx<'_>, person: &PersonId, district: &DistrictId, by: Option<&PersonId>) -> Result<()> {
    store::roles::find_district_name(tx.conn(), district)?
        .ok_or_else(|| Error::field("home_district_id", "unknown"))?;
    store::home_districts::update_home(tx.conn(), person, district)?;
    let row = tx.mint::<String>();
    let now = tx.now();
    store::home_districts::insert_home(tx.conn(), &row, person, district, by, now)?;
    Ok(())
}

/// Headquarters says where somebody works or trains; saying the same again changes nothing.
pub async fn move_home(
    accounts: &Accounts,
    caller: &Caller,
    person: PersonId,
    district: DistrictId,
) -> Result<Vec<Line>> {
    let caller = caller.clone();
    let write = accounts.db.write(move |tx| {
        let who = Permissions::load(tx.conn(), &caller)?;
        who.must_be_headquarters()?;
        store::people::lock_person(tx.conn(), &person)?;
        find_seen(tx.conn(), &who, &person)?;
        if store::home_districts::find_home(tx.conn(), &person)?.as_ref() != Some(&district) {
            set_in(tx, &person, &district, Some(&caller.person))?;
            let by = Some(&caller.person);
            let verb = AuditVerb::HomeDistrictSet;
            let entry = Entry::new(by, verb, AuditSubject::Person, &person);
            tx.audit(&entry.detail(serde_json::json!({"district": district})))?;
        }
        Ok(store::home_districts::list_homes(tx.conn(), &person)?)
    });
    write.await
}

/// The history, for headquarters.
pub async fn list_homes(accounts: &Accounts, caller: &Caller, person: PersonId) -> Result<Vec<Line>> {
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        let who = Permissions::load(conn, &caller)?;
        who.must_be_headquarters()?;
        find_seen(conn, &who, &person)?;
        Ok(store::home_districts::list_homes(conn, &person)?)
    });
    read.await
}

//! Where somebody works or trains: known from the door on, changed by headquarters, with its history.

use super::people::find_seen;
use crate::accounts::access::{Caller, Standing};
use crate::accounts::service::Accounts;
use crate::accounts::store;
use crate::accounts::store::home::Line;
use crate::audit::{self, AuditSubject, AuditVerb, Entry};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId, mint};

/// Writes where somebody works or trains from now on. Whoever calls it holds the person's row.
pub fn set_in(
    tx: &mut Tx<'_>,
    clock: &Clock,
    chance: &Chance,
    person: &PersonId,
    district: &DistrictId,
    by: Option<&PersonId>,
) -> Result<()> {
    store::grants::find_district_name(tx.conn(), district)?
        .ok_or_else(|| Error::field("home_district_id", "unknown"))?;
    store::home::update_home(tx.conn(), person, district)?;
    let row = mint(clock, chance);
    store::home::insert_home(tx.conn(), &row, person, district, by, clock.now())?;
    Ok(())
}

/// Headquarters says where somebody works or trains; saying the same again changes nothing.
pub async fn move_home(
    accounts: &Accounts,
    caller: &Caller,
    person: PersonId,
    district: DistrictId,
) -> Result<Vec<Line>> {
    let (me, caller) = (accounts.clone(), caller.clone());
    let write = accounts.db.write(move |tx| {
        let standing = Standing::load(tx.conn(), &caller)?;
        standing.must_be_headquarters()?;
        store::people::lock_person(tx.conn(), &person)?;
        find_seen(tx.conn(), &standing, &person)?;
        if store::home::find_home(tx.conn(), &person)?.as_ref() != Some(&district) {
            set_in(tx, &me.clock, &me.chance, &person, &district, Some(&caller.person))?;
            let by = Some(&caller.person);
            let verb = AuditVerb::HomeDistrictSet;
            let entry = Entry::new(&me.clock, &me.chance, by, verb, AuditSubject::Person, &person);
            audit::record(tx, &entry.detail(serde_json::json!({"district": district})))?;
        }
        Ok::<_, Error>(store::home::list_homes(tx.conn(), &person)?)
    });
    write.await
}

/// The history, for headquarters.
pub async fn list_homes(accounts: &Accounts, caller: &Caller, person: PersonId) -> Result<Vec<Line>> {
    let caller = caller.clone();
    let read = accounts.db.read(move |conn| {
        let standing = Standing::load(conn, &caller)?;
        standing.must_be_headquarters()?;
        find_seen(conn, &standing, &person)?;
        Ok::<_, Error>(store::home::list_homes(conn, &person)?)
    });
    read.await
}

//! Programmes.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::{self, ProgrammeId};
use crate::training::default_programme::version_of;
use crate::training::model::definition::Definition;
use crate::training::store;

/// Writes the default programme, version 1, unless it is there.
pub async fn plant_default_programme(db: &Db, clock: &Clock, chance: &Chance) -> Result<()> {
    let (clock, chance) = (clock.clone(), chance.clone());
    let planted = db
        .write(move |tx| plant_default_programme_in(tx, &clock, &chance))
        .await;
    if planted.is_err() && is_planted(db).await? {
        // another node that started at the same moment was faster
        return Ok(());
    }
    planted
}

async fn is_planted(db: &Db) -> Result<bool> {
    let definition = definition()?;
    db.read(move |conn| Ok(store::find_programme(conn, &definition.code)?.is_some()))
        .await
}

fn definition() -> Result<Definition> {
    Definition::community().map_err(|why| Error::internal(std::io::Error::other(why)))
}

/// The same in the caller's transaction.
pub fn plant_default_programme_in(tx: &mut Tx<'_>, clock: &Clock, chance: &Chance) -> Result<()> {
    let definition = definition()?;
    if store::find_programme(tx.conn(), &definition.code)?.is_some() {
        return Ok(());
    }
    let id = ProgrammeId::mint(clock, chance);
    let version = version_of(&definition, clock, chance);
    store::insert_programme(tx.conn(), &id, &definition.code, &definition.name, clock.now())?;
    store::insert_version(tx.conn(), &id, &version, clock.now(), || ids::mint(clock, chance))
}

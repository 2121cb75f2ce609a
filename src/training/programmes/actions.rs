//! Planting the default programme.

use crate::cohorts::cohort::dates::PhaseLength;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::ids::{ProgrammeId, ProgrammeVersionId};
use crate::training::programmes::default::with_fresh_ids;
use crate::training::programmes::definition::Definition;
use crate::training::programmes::{store, versions};

/// Writes the default programme, version 1, unless it is there.
pub async fn plant_default_programme(db: &Db) -> Result<()> {
    let planted = db.write(plant_default_programme_in).await;
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
pub fn plant_default_programme_in(tx: &mut Tx<'_>) -> Result<()> {
    let definition = definition()?;
    if store::find_programme(tx.conn(), &definition.code)?.is_some() {
        return Ok(());
    }
    let (ids, now) = (tx.minter(), tx.now());
    let id = ids.mint::<ProgrammeId>();
    let version = with_fresh_ids(&definition, ids);
    store::insert_programme(tx.conn(), &id, &definition.code, &definition.name, now)?;
    versions::store::insert_version(tx.conn(), &id, &version, now, || ids.mint())
}

/// The version that imported cohorts follow, planted if it is not there, and the lengths of its phases.
pub fn default_programme_in(tx: &mut Tx<'_>) -> Result<(ProgrammeVersionId, Vec<PhaseLength>)> {
    plant_default_programme_in(tx)?;
    let code = definition()?.code;
    let newest = store::find_newest_version(tx.conn(), &code)?.ok_or_else(Error::not_found)?;
    let version = versions::store::find_version(tx.conn(), &newest)?.ok_or_else(Error::not_found)?;
    Ok((newest, version.phase_lengths()))
}

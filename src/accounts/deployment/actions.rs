//! What this database is: a real one, or the demo world whose sign-ins everybody can read (safety 60, 61). Said once, at the
//! first opening, and never changed.

use crate::accounts::model::Deployment;
use crate::accounts::store;
use crate::db::Db;
use crate::error::Error;

/// Why a database is not opened for what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It holds published secrets.
    #[error("this database holds the demo world, whose sign-ins are public; use a database of your own")]
    IsDemo,
    /// It is somebody's own.
    #[error("this database is not the demo's; the demo world goes only into an empty one that nothing else has opened")]
    IsReal,
    /// It could not be asked.
    #[error(transparent)]
    Unknown(#[from] Error),
}

/// Opens the database as `wanted`, or refuses. The first opening decides; people and cards that came before it are real.
pub async fn open_as(db: &Db, wanted: Deployment) -> Result<(), Unfit> {
    let write = db.write(move |tx| {
        let now = tx.now();
        if let Some(found) = store::deployment::find_kind(tx.conn())? {
            return Ok(found);
        }
        let is_used = store::people::has_any(tx.conn())? || store::cards::has_any(tx.conn())?;
        let found = if is_used { Deployment::Real } else { wanted };
        store::deployment::insert_kind(tx.conn(), found, now)?;
        Ok(found)
    });
    let found = match write.await {
        Ok(found) => found,
        // another process that opened it at the same moment was faster
        Err(error) => find(db).await?.ok_or(error)?,
    };
    match (found, wanted) {
        (Deployment::Demo, Deployment::Real) => Err(Unfit::IsDemo),
        (Deployment::Real, Deployment::Demo) => Err(Unfit::IsReal),
        _ => Ok(()),
    }
}

/// What the database is, if that has been said.
async fn find(db: &Db) -> Result<Option<Deployment>, Error> {
    db.read(|conn| Ok(store::deployment::find_kind(conn)?)).await
}

//! The default session types of a database.

use crate::db::Db;
use crate::error::{Error, Result};
use crate::scheduling::model::default_types;
use crate::scheduling::store;

/// Writes the default session types that the database lacks. Safe to run by several nodes at once, and again.
pub async fn plant_default_types(db: &Db) -> Result<()> {
    let types = default_types().map_err(|why| Error::internal(std::io::Error::other(why)))?;
    let lacks = {
        let types = types.clone();
        db.read(move |conn| Ok(!store::types::has_defaults(conn, &types)?))
    };
    if !lacks.await? {
        return Ok(());
    }
    db.write(move |tx| store::types::insert_defaults(tx.conn(), &types))
        .await
}

//! The default session types of a database.

use crate::db::Db;
use crate::error::{Error, Result};
use crate::scheduling::types;
use crate::scheduling::types::defaults::default_types;

/// Writes the default session types that the database lacks. Safe to run by several nodes at once, and again.
pub async fn plant_default_types(db: &Db) -> Result<()> {
    let types = default_types().map_err(|why| Error::internal(std::io::Error::other(why)))?;
    let lacks = {
        let types = types.clone();
        db.read(move |conn| Ok(!types::store::has_defaults(conn, &types)?))
    };
    if !lacks.await? {
        return Ok(());
    }
    db.write(move |tx| types::store::insert_defaults(tx.conn(), &types))
        .await
}

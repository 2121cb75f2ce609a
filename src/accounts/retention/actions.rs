//! Forgetting what nobody needs any more.

use crate::accounts::devices::origin::DEVICE_KEPT;
use crate::accounts::model::FORGOTTEN_AFTER;
use crate::accounts::store;
use crate::clock::{DAY, Millis};
use crate::db::Db;
use crate::error::Result;

/// Ended logins and spent cards are kept so long for questions.
const KEPT: Millis = 90 * DAY;

/// Deletes old tries, challenges, devices, logins and cards.
pub async fn forget(db: &Db) -> Result<()> {
    let write = db.write(move |tx| {
        let now = tx.now();
        store::throttles::delete_before(tx.conn(), now - FORGOTTEN_AFTER)?;
        store::second_factor::delete_expired(tx.conn(), now)?;
        store::devices::delete_unused_since(tx.conn(), now - DEVICE_KEPT)?;
        store::logins::delete_over_before(tx.conn(), now - KEPT)?;
        store::cards::delete_expired_before(tx.conn(), now - KEPT)?;
        Ok(())
    });
    write.await
}

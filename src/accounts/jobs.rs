//! Work done later: what is not needed any more is forgotten.

use crate::accounts::retention::actions as retention;
use crate::clock::HOUR;
use crate::db::Db;
use crate::jobs::Registry;

/// Forgets old tries, challenges, logins and cards.
pub const FORGET: &str = "forget_old_access";

/// The handlers of this room.
#[must_use]
pub fn register(registry: Registry, db: &Db) -> Registry {
    let db = db.clone();
    registry.every(FORGET, HOUR, move |_| {
        let db = db.clone();
        async move { Ok(retention::forget(&db).await?) }
    })
}

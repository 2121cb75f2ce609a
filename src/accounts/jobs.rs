//! Work done later: what is not needed any more is forgotten.

use super::actions::retention;
use crate::clock::{Clock, HOUR};
use crate::db::Db;
use crate::jobs::Registry;

/// Forgets old tries, challenges, logins and cards.
pub const FORGET: &str = "forget_old_access";

/// The handlers of this room.
#[must_use]
pub fn register(registry: Registry, db: &Db, clock: &Clock) -> Registry {
    let (db, clock) = (db.clone(), clock.clone());
    registry.every(FORGET, HOUR, move |_| {
        let (db, clock) = (db.clone(), clock.clone());
        async move { Ok(retention::forget(&db, clock.now()).await?) }
    })
}

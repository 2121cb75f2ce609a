//! Work done later: texts whose time is over are taken away.

use super::actions;
use crate::clock::{Clock, HOUR};
use crate::db::Db;
use crate::jobs::Registry;

/// Takes the texts of messages past their time; every hour.
pub const EXPIRE: &str = "chat.expire_messages";

/// The handlers of this room; `count` hears how many messages lost their text.
#[must_use]
pub fn register(
    registry: Registry,
    db: &Db,
    clock: &Clock,
    count: impl Fn(usize) + Clone + Send + Sync + 'static,
) -> Registry {
    let (db, clock) = (db.clone(), clock.clone());
    registry.every(EXPIRE, HOUR, move |_| {
        let (db, clock, count) = (db.clone(), clock.clone(), count.clone());
        async move {
            count(actions::expire_messages(&db, clock.now()).await?);
            Ok(())
        }
    })
}

//! Work done later: texts whose time is over or whose author wishes it are taken away, and the index takes up what was said.

use super::{actions, search};
use crate::clock::{HOUR, MINUTE};
use crate::db::Db;
use crate::jobs::{Job, Registry};
use crate::keys::Keys;
use std::time::Duration;

/// Takes the texts of messages past their time; every hour.
pub const EXPIRE: &str = "chat.expire_messages";
/// Lets the index take up what was said; every minute.
pub const INDEX: &str = "chat.index_messages";
/// Gives a number to names in rooms that have come to look like those of staff; every minute.
pub const TELL_APART: &str = "chat.tell_names_apart";
/// So long at a time, well within a lease; what is left is taken up by the next run.
const INDEX_AT_MOST: Duration = Duration::from_secs(20);

/// The handlers of this room; `count` hears how many messages lost their text.
#[must_use]
pub fn register(
    registry: Registry,
    db: &Db,
    keys: &Keys,
    count: impl Fn(usize) + Clone + Send + Sync + 'static,
) -> Registry {
    let db = db.clone();
    let telling = db.clone();
    let registry = registry.every(TELL_APART, MINUTE, move |_| {
        let db = telling.clone();
        async move { Ok(actions::separate_look_alikes(&db).await?) }
    });
    let erasing = db.clone();
    let registry = registry.on(actions::ERASE, move |job: Job| {
        let db = erasing.clone();
        async move { Ok(actions::erase(&db, job.payload()?).await?) }
    });
    let telling = db.clone();
    let registry = registry.on(actions::NOTIFY_MENTIONED, move |job: Job| {
        let db = telling.clone();
        async move { Ok(actions::notify_mentioned(&db, job.payload()?).await?) }
    });
    let (of_index, keys) = (db.clone(), keys.clone());
    let registry = registry.every(INDEX, MINUTE, move |_| {
        let (db, keys) = (of_index.clone(), keys.clone());
        async move {
            search::use_newest_key(&db, &keys).await?;
            Ok(search::index_for(&db, &keys, INDEX_AT_MOST).await.map(drop)?)
        }
    });
    registry.every(EXPIRE, HOUR, move |_| {
        let (db, count) = (db.clone(), count.clone());
        async move {
            count(actions::expire_messages(&db).await?);
            Ok(())
        }
    })
}

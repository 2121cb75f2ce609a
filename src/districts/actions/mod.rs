//! The verbs of this room. Each runs in one transaction, with the access proof taken inside it.

mod districts;
mod hours;
mod rooms;
mod studios;

pub use districts::*;
pub use hours::*;
pub use rooms::*;
pub use studios::*;

use crate::accounts::access::{Caller, Permissions};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::districts::api::PlaceHooks;
use crate::error::Result;

/// What every verb needs: where to write, who asks, what time it is, and fresh ids.
#[derive(Clone)]
pub struct Desk {
    /// The database.
    pub db: Db,
    /// Who asks.
    pub caller: Caller,
    /// The time.
    pub clock: Clock,
    /// For new ids.
    pub chance: Chance,
    /// Who hears of a changed place.
    pub places: PlaceHooks,
}

impl Desk {
    /// One transaction, with the caller's standing as of now.
    async fn write<T: Send + 'static>(
        self,
        work: impl Fn(&mut Tx<'_>, &Permissions, &Desk) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let db = self.db.clone();
        db.write(move |tx| {
            let who = Permissions::load(tx.conn(), &self.caller)?;
            work(tx, &who, &self)
        })
        .await
    }
}

fn set<T: Clone>(field: &mut T, change: &Option<T>) {
    if let Some(value) = change {
        field.clone_from(value);
    }
}

//! The context of a request: the database, who asks, the keys and the settings.

use crate::accounts::access::{Caller, Permissions};
use crate::clock::Millis;
use crate::config::Config;
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::keys::Keys;
use std::sync::Arc;

/// What every action and every view starts from. Cloning shares it.
#[derive(Clone)]
pub struct Context {
    pub db: Db,
    pub keys: Keys,
    pub config: Arc<Config>,
    pub caller: Caller,
}

impl Context {
    pub fn now(&self) -> Millis {
        self.db.now()
    }

    /// One transaction, with what the caller may do as it stands inside of it.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>, &Permissions) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let caller = self.caller.clone();
        let write = move |tx: &mut Tx<'_>| {
            let who = Permissions::load(tx.conn(), &caller)?;
            work(tx, &who)
        };
        self.db.write(write).await
    }

    /// One read, with what the caller may do now.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn, &Permissions) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let caller = self.caller.clone();
        let read = move |conn: &mut Conn| {
            let who = Permissions::load(conn, &caller)?;
            work(conn, &who)
        };
        self.db.read(read).await
    }
}

//! Signals between the processes of one service: short texts on a channel of the PostgreSQL server, on a connection of
//! their own.
//!
//! A signal reaches every process that listens at that moment, the sender too, and nobody else: a process that may have missed one
//! polls. It is sent in a statement of its own and never inside a transaction that writes, because its commit
//! would take a lock over the whole database.

use super::conn::{Address, with_defaults};
use super::error::Error;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

/// The channel; it belongs to the database, so services in other databases of the server do not receive it.
const CHANNEL: &str = "tongxing";

/// The database whose LISTEN and NOTIFY carry the signals.
#[derive(Clone, Debug)]
pub struct SignalChannel {
    url: String,
}

impl SignalChannel {
    /// The channel of a database; none on SQLite, where there is one process and nobody to signal to.
    pub fn of(url: &str) -> Result<Option<SignalChannel>, Error> {
        Ok(match Address::parse(url)? {
            Address::Sqlite(_) => None,
            Address::Postgres(url) => Some(SignalChannel { url }),
        })
    }

    pub fn listen(&self) -> Result<Signals, Error> {
        // a connection that hangs must not keep a node without signals for long
        let url = with_defaults(
            &self.url,
            &[("application_name", "tongxing-bus"), ("tcp_user_timeout", "5000")],
        );
        let mut conn = PgConnection::establish(&url).map_err(|why| Error::down(why.to_string()))?;
        conn.batch_execute(&format!(
            "SET client_min_messages = warning; SET statement_timeout = '5s'; LISTEN {CHANNEL}"
        ))?;
        Ok(Signals { conn })
    }
}

/// A connection on which LISTEN is active.
pub struct Signals {
    conn: PgConnection,
}

impl Signals {
    /// Sends a text of at most 7,999 bytes.
    pub fn send(&mut self, text: &str) -> Result<(), Error> {
        diesel::sql_query("SELECT pg_notify($1, $2)")
            .bind::<Text, _>(CHANNEL)
            .bind::<Text, _>(text)
            .execute(&mut self.conn)?;
        Ok(())
    }

    /// Notifications that have arrived. Never waits.
    pub fn received(&mut self) -> Result<Vec<String>, Error> {
        let arrived = self.conn.notifications_iter();
        let texts: QueryResult<Vec<String>> = arrived.map(|signal| Ok(signal?.payload)).collect();
        Ok(texts?)
    }
}

//! What a write closure holds in its hands.

use super::conn::Conn;
use crate::event::Event;
use diesel::Connection;
use diesel::result::Error as SqlError;

/// An open transaction, and the events that wait for its commit.
pub struct Tx<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) events: Vec<Event>,
}

impl Tx<'_> {
    /// The connection, for a store.
    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    /// `event` leaves when this transaction has been committed, or never.
    pub fn after_commit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Runs `part` in a savepoint: if it fails, its rows and its events are gone and nothing else is.
    /// The only place from which to recover from a database error.
    pub fn attempt<T, E: From<SqlError>>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let (value, events) = self.conn.transaction(|conn| {
            let mut tx = Tx { conn, events: vec![] };
            part(&mut tx).map(|value| (value, tx.events))
        })?;
        self.events.extend(events);
        Ok(value)
    }
}

//! The transaction that a write closure gets.

use super::conn::Conn;
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::event::Event;
use crate::ids::{Id, Minter};
use diesel::Connection;
use diesel::result::Error as SqlError;

/// An open transaction: the connection, the events that wait for its commit, the clock and the randomness.
pub struct Tx<'a> {
    conn: &'a mut Conn,
    events: Vec<Event>,
    clock: &'a Clock,
    chance: &'a Chance,
}

impl<'a> Tx<'a> {
    pub(super) fn new(conn: &'a mut Conn, clock: &'a Clock, chance: &'a Chance) -> Self {
        Tx {
            conn,
            events: vec![],
            clock,
            chance,
        }
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }

    pub fn conn(&mut self) -> &mut Conn {
        self.conn
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    pub fn mint<T: Id>(&self) -> T {
        T::mint(self.clock, self.chance)
    }

    /// Mints identifiers while the connection is in use.
    pub fn minter(&self) -> Minter<'a> {
        Minter::new(self.clock, self.chance)
    }

    /// The source of random bytes, for codes and secrets.
    pub fn chance(&self) -> &Chance {
        self.chance
    }

    /// `event` leaves when this transaction has been committed, or never.
    pub fn after_commit(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Runs `part` in a savepoint: if it fails, only its rows and its events are rolled back.
    /// The only place from which to recover from a database error.
    pub fn attempt<T, E: From<SqlError>>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let (clock, chance) = (self.clock, self.chance);
        let (value, events) = self.conn.transaction(|conn| {
            let mut tx = Tx::new(conn, clock, chance);
            part(&mut tx).map(|value| (value, tx.events))
        })?;
        self.events.extend(events);
        Ok(value)
    }

    /// Runs `part` and rolls back what it wrote, whatever becomes of it: a dry run by the same code as the real one.
    pub fn rehearse<T, E: From<SqlError>>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut outcome = None;
        let undone: Result<(), SqlError> = self.attempt(|tx| {
            outcome = Some(part(tx));
            Err(SqlError::RollbackTransaction)
        });
        match (outcome, undone) {
            (Some(outcome), Err(SqlError::RollbackTransaction) | Ok(())) => outcome,
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(SqlError::NotFound.into()),
        }
    }
}

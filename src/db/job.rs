//! One queued closure with its type erased.

use super::conn::Conn;
use super::error::Error;
use super::tx::Tx;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::event::Event;
use diesel::result::Error as SqlError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

pub(super) trait Job: Send {
    /// Does the work inside the transaction that is open.
    fn run(&mut self, conn: &mut Conn, chance: &Chance) -> Result<(), Undo>;
    /// Answers the caller, and sends the events if the work is durable.
    fn settle(self: Box<Self>, durable: Result<(), Error>, events: &UnboundedSender<Event>);
}

/// Why a run must leave no trace.
#[derive(Debug)]
pub(super) enum Undo {
    /// The closure returned an error, which is the caller's.
    Refused,
    Panicked,
    Swallowed,
    Unconfirmed,
    /// The transaction could not even begin.
    NotBegun(Error),
    Sql(SqlError),
}

impl From<SqlError> for Undo {
    fn from(cause: SqlError) -> Self {
        Undo::Sql(cause)
    }
}

pub(super) struct Work<F, T, E> {
    work: F,
    clock: Clock,
    events: Vec<Event>,
    outcome: Option<Result<T, E>>,
    panicked: bool,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Work<F, T, E> {
    pub(super) fn new(work: F, clock: Clock, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Work {
            work,
            clock,
            events: vec![],
            outcome: None,
            panicked: false,
            reply,
        }
    }
}

impl<F, T, E> Job for Work<F, T, E>
where
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, conn: &mut Conn, chance: &Chance) -> Result<(), Undo> {
        if self.panicked {
            return Err(Undo::Refused); // once is enough: inert when the rest of its group runs again
        }
        let mut tx = Tx::new(conn, &self.clock, chance);
        let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| (self.work)(&mut tx))) else {
            self.panicked = true;
            self.outcome = Some(Err(Error::Panicked.into()));
            return Err(Undo::Panicked);
        };
        self.events = tx.into_events();
        let is_refused = outcome.is_err();
        self.outcome = Some(outcome);
        if is_refused { Err(Undo::Refused) } else { Ok(()) }
    }

    fn settle(self: Box<Self>, durable: Result<(), Error>, events: &UnboundedSender<Event>) {
        let answer = match (durable, self.outcome) {
            (Ok(()), Some(Ok(value))) => {
                for event in self.events {
                    let _ = events.send(event); // the receiver is gone: the process is ending
                }
                Ok(value)
            }
            (Ok(()), Some(refused)) => refused,
            (Ok(()), None) => Err(Error::Unconfirmed.into()),
            (Err(cause), _) => Err(cause.into()),
        };
        let _ = self.reply.send(answer); // the caller is gone: the change was made all the same
    }
}

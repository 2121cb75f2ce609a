//! A writer thread: takes closures from the queue and makes them durable.

use super::conn::{Address, Backend, Conn, Role};
use super::error::Error;
use super::job::{Job, Undo};
use super::limits::{Gauges, Limits};
use super::sql_error;
use super::statement_observer::StatementObserver;
use crate::chance::Chance;
use crate::event::Event;
use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel::result::QueryResult;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::UnboundedSender;

pub(super) type Queued = Box<dyn Job>;

pub(super) struct Writer {
    pub at: Address,
    pub conn: Option<Conn>,
    pub observer: Arc<StatementObserver>,
    pub chance: Chance,
    pub limits: Limits,
    pub events: UnboundedSender<Event>,
    pub gauges: Arc<Gauges>,
}

impl Writer {
    /// Until the queue is closed and empty.
    pub(super) fn run(mut self, queue: &Mutex<Receiver<Queued>>) {
        match self.at.backend() {
            Backend::Sqlite => self.run_in_groups(queue),
            Backend::Postgres => self.run_one_by_one(queue),
        }
    }

    /// SQLite's only writer drains the queue and never releases the lock.
    fn run_in_groups(&mut self, queue: &Mutex<Receiver<Queued>>) {
        let queue = queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut waiting: Vec<Queued> = vec![];
        loop {
            if waiting.is_empty() {
                match queue.recv() {
                    Ok(job) => waiting.push(job),
                    Err(_) => return,
                }
            }
            let room = self.limits.group.saturating_sub(waiting.len());
            waiting.extend(queue.try_iter().take(room));
            waiting = self.commit_together(waiting);
        }
    }

    /// A writer that waits holds the lock, so none of them may drain: each takes one.
    fn run_one_by_one(&mut self, queue: &Mutex<Receiver<Queued>>) {
        loop {
            let job = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
            match job {
                Ok(job) => self.commit_alone(job),
                Err(_) => return,
            }
        }
    }

    /// Commits a prefix of `jobs` (at least one) and returns those it had no time for.
    fn commit_together(&mut self, mut jobs: Vec<Queued>) -> Vec<Queued> {
        if jobs.len() <= 1 {
            if let Some(job) = jobs.pop() {
                self.commit_alone(job);
            }
            return vec![];
        }
        match self.try_together(&mut jobs) {
            Ok(done) => {
                let rest = jobs.split_off(done);
                self.gauges.groups.fetch_add(1, Relaxed);
                for job in jobs {
                    self.settle(job, Ok(()));
                }
                rest
            }
            // Nothing ran and nothing can run, so all get the same answer.
            Err(Undo::NotBegun(cause)) => {
                self.undo();
                for job in jobs {
                    let cause = match &cause {
                        Error::Busy => Error::Busy,
                        Error::Full => Error::Full,
                        cause => Error::down(cause.to_string()),
                    };
                    self.settle(job, Err(cause));
                }
                vec![]
            }
            Err(Undo::Unconfirmed) => {
                self.undo();
                for job in jobs {
                    self.settle(job, Err(Error::Unconfirmed));
                }
                vec![]
            }
            // A panic, a refused commit or a lost savepoint: nothing was done. Halve the group until the cause is alone.
            Err(_) => {
                self.undo();
                self.gauges.again.fetch_add(1, Relaxed);
                let right = jobs.split_off(jobs.len() / 2);
                let mut rest = self.commit_together(jobs);
                rest.extend(right);
                if rest.is_empty() {
                    rest
                } else {
                    self.commit_together(rest)
                }
            }
        }
    }

    fn try_together(&mut self, jobs: &mut [Queued]) -> Result<usize, Undo> {
        let (observer, slice) = (self.observer.clone(), self.limits.slice);
        let chance = self.chance.clone();
        let conn = self.begin()?;
        let (start, mut done) = (Instant::now(), 0);
        for job in jobs {
            // A savepoint each.
            match conn.transaction(|conn| job.run(conn, &chance).and_then(|()| is_sound(&observer))) {
                Ok(()) | Err(Undo::Refused) => done += 1,
                Err(undo) => return Err(undo),
            }
            if start.elapsed() > slice {
                break; // slow neighbours do not hold up a whole queue
            }
        }
        commit(conn)?;
        Ok(done)
    }

    /// PostgreSQL's only way; SQLite's for a lone job.
    fn commit_alone(&mut self, mut job: Queued) {
        let mut attempt = 1;
        let durable = loop {
            self.observer.forget();
            let end = self.try_alone(&mut *job);
            if end.is_err() {
                self.undo();
            }
            match end {
                Ok(()) => break Ok(()),
                Err(Undo::Unconfirmed) => break Err(Error::Unconfirmed), // never run again
                Err(_) if self.observer.is_retryable() && attempt < self.limits.tries => {
                    std::thread::sleep(Duration::from_millis(2) * attempt);
                    self.gauges.again.fetch_add(1, Relaxed);
                    attempt += 1;
                }
                Err(Undo::Refused | Undo::Panicked) => break Ok(()), // the answer is the closure's
                Err(Undo::Swallowed) => break Err(Error::Swallowed),
                Err(Undo::NotBegun(cause)) => break Err(cause),
                Err(Undo::Sql(cause)) => break Err(Error::Sql(cause)),
            }
        };
        self.settle(job, durable);
    }

    fn try_alone(&mut self, job: &mut dyn Job) -> Result<(), Undo> {
        let (observer, chance) = (self.observer.clone(), self.chance.clone());
        let conn = self.begin()?;
        job.run(conn, &chance)?;
        is_sound(&observer)?;
        commit(conn)
    }

    fn settle(&self, job: Queued, durable: Result<(), Error>) {
        let is_refused = match &durable {
            Err(Error::Full) => true,
            Err(Error::Sql(cause)) => sql_error::is_full(cause),
            _ => false,
        };
        if self.observer.take_full() || is_refused {
            self.gauges.is_full.store(true, Relaxed);
        }
        self.gauges.queued.fetch_sub(1, Relaxed);
        self.gauges.settled.fetch_add(1, Relaxed);
        job.settle(durable, &self.events);
    }

    /// Opens again if the last connection was lost. Diesel counts from here, so `conn.transaction` becomes a savepoint.
    fn begin(&mut self) -> Result<&mut Conn, Undo> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => Conn::open(&self.at, Role::Writer, &self.observer).map_err(Undo::NotBegun)?,
        };
        let conn = self.conn.insert(conn);
        let begun = match conn {
            Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
            Conn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN"),
        };
        begun.map_err(|cause| {
            Undo::NotBegun(match cause {
                cause if sql_error::is_locked(&cause) => Error::Busy,
                cause if sql_error::is_full(&cause) => Error::Full,
                cause => Error::down(cause.to_string()),
            })
        })?;
        Ok(conn)
    }

    /// Back to no transaction at all, however deep a panic left us.
    fn undo(&mut self) {
        let Some(conn) = &mut self.conn else { return };
        while rollback(conn).is_ok() {}
        if conn.is_broken() || (self.observer.is_retryable() && !conn.is_alive()) {
            self.conn = None;
        }
    }
}

/// On PostgreSQL the COMMIT of a transaction with a swallowed error "succeeds" without leaving a row; hence this, on both.
fn is_sound(observer: &StatementObserver) -> Result<(), Undo> {
    if observer.is_sound() {
        Ok(())
    } else {
        Err(Undo::Swallowed)
    }
}

fn commit(conn: &mut Conn) -> Result<(), Undo> {
    <Conn as Connection>::TransactionManager::commit_transaction(conn).map_err(|cause| {
        if sql_error::is_unclear(&cause) {
            Undo::Unconfirmed
        } else {
            Undo::Sql(cause)
        }
    })
}

fn rollback(conn: &mut Conn) -> QueryResult<()> {
    <Conn as Connection>::TransactionManager::rollback_transaction(conn)
}

//! The handle of the database, shared by all rooms.

use super::conn::{Address, Backend, Conn, Role};
use super::dialect;
use super::error::Error;
use super::job::Work;
use super::limits::{Gauges, Limits, Stats};
use super::readers::Readers;
use super::statement_log::StatementLog;
use super::statement_observer::StatementObserver;
use super::tx::Tx;
use super::writer::{Queued, Writer};
use crate::chance::Chance;
use crate::clock::{Clock, Millis};
use crate::error::Result as AppResult;
use crate::event::Event;
use crate::ids::Id;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::{TryAcquireError, oneshot};
use tokio::task::spawn_blocking;

/// The database, and the clock by which its transactions tell the time. Cloning shares both.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
    clock: Clock,
}

struct Inner {
    queue: RwLock<Option<SyncSender<Queued>>>,
    writers: Mutex<Vec<JoinHandle<()>>>,
    readers: Arc<Readers>,
    read_wait: Duration,
    gauges: Arc<Gauges>,
    chance: Chance,
    log: StatementLog,
}

impl Db {
    /// Opens the database for a command that nobody listens to: by the machine's clock and generator.
    pub async fn open(url: &str) -> Result<Db, Error> {
        let (clock, chance) = (Clock::system(), Chance::system());
        let (events, _) = tokio::sync::mpsc::unbounded_channel();
        Self::start(url, Limits::default(), (&clock, &chance), events).await
    }

    /// Opens the database and starts its writers. Every committed event goes to `events`; transactions tell the time by `clock`
    /// and mint identifiers from `chance`.
    pub async fn start(
        url: &str,
        limits: Limits,
        (clock, chance): (&Clock, &Chance),
        events: UnboundedSender<Event>,
    ) -> Result<Db, Error> {
        let at = Address::parse(url)?;
        let (clock, chance) = (clock.clone(), chance.clone());
        spawn_blocking(move || start(at, limits, (clock, chance), events))
            .await
            .unwrap_or(Err(Error::Panicked))
    }

    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The clock, for what waits outside of a transaction.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The same database for what happens at another time: its transactions tell the time by `clock`.
    #[must_use]
    pub fn with_clock(&self, clock: &Clock) -> Db {
        Db {
            inner: self.inner.clone(),
            clock: clock.clone(),
        }
    }

    pub fn chance(&self) -> &Chance {
        &self.inner.chance
    }

    /// A new identifier, for what is named before its transaction begins.
    pub fn mint<T: Id>(&self) -> T {
        T::mint(self.clock(), self.chance())
    }

    /// Runs `work` on a connection that cannot write, off the threads that poll sockets.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        self.read_or(work).await
    }

    /// As [`Db::read`], for work that fails with an error of its own.
    pub async fn read_or<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let readers = self.inner.readers.clone();
        let permit = match readers.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(TryAcquireError::Closed) => return Err(Error::down("the database was closed").into()),
            Err(TryAcquireError::NoPermits) => {
                let turn = tokio::time::timeout(self.inner.read_wait, readers.permits.clone().acquire_owned()).await;
                match turn {
                    Ok(Ok(permit)) => permit,
                    Ok(Err(_)) => return Err(Error::down("the database was closed").into()),
                    Err(_) => return Err(Error::Busy.into()),
                }
            }
        };
        spawn_blocking(move || {
            let _permit = permit; // until the work is done, even if nobody waits for it any more
            readers.run(work)
        })
        .await
        .unwrap_or_else(|_| Err(Error::Panicked.into()))
    }

    /// Runs `work` in a transaction and returns when its effects are durable.
    ///
    /// It may run more than once, each time from a clean slate: hence `Fn`. If the caller goes away, the change is made all the same.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&mut Tx<'_>) -> AppResult<T> + Send + 'static,
    ) -> AppResult<T> {
        self.write_or(work).await
    }

    /// As [`Db::write`], for work that fails with an error of its own.
    pub async fn write_or<T, E>(&self, work: impl Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.enqueue(Box::new(Work::new(work, self.clock.clone(), reply)))?;
        answer.await.unwrap_or_else(|_| Err(Error::Unconfirmed.into()))
    }

    fn enqueue(&self, job: Queued) -> Result<(), Error> {
        let queue = self.inner.queue.read().unwrap_or_else(PoisonError::into_inner);
        let Some(queue) = queue.as_ref() else {
            return Err(Error::down("the database was closed"));
        };
        self.inner.gauges.queued.fetch_add(1, Relaxed);
        queue.try_send(job).map_err(|refused| {
            self.inner.gauges.queued.fetch_sub(1, Relaxed);
            match refused {
                TrySendError::Full(_) => {
                    self.inner.gauges.busy.fetch_add(1, Relaxed);
                    Error::Busy
                }
                TrySendError::Disconnected(_) => Error::down("the writers have ended"),
            }
        })
    }

    /// Refuses new work, finishes what is queued, and closes the connections.
    pub async fn close(&self) {
        self.inner.queue.write().unwrap_or_else(PoisonError::into_inner).take();
        self.inner.readers.permits.close();
        let inner = self.inner.clone();
        let closed = spawn_blocking(move || {
            let writers = std::mem::take(&mut *inner.writers.lock().unwrap_or_else(PoisonError::into_inner));
            let panicked = writers.into_iter().filter_map(|writer| writer.join().err()).count();
            inner.readers.drop_idle();
            panicked
        });
        if !matches!(closed.await, Ok(0)) {
            tracing::error!("a writer of the database ended with a panic");
        }
    }

    /// Which database this is; for the start-up lines and the health page, never to decide what to do.
    pub fn backend(&self) -> Backend {
        self.inner.readers.at.backend()
    }

    /// Runs an empty query, to see that the database answers.
    pub async fn ping(&self) -> Result<(), Error> {
        self.read_or(|conn| dialect::ping(conn).map_err(Error::from)).await
    }

    /// If a write found no space, checks whether there is space again.
    pub async fn find_space(&self) -> Result<(), Error> {
        if !self.inner.gauges.is_full.load(Relaxed) {
            return Ok(());
        }
        self.write_or(|tx| dialect::probe_space(tx.conn()).map_err(Error::from))
            .await?;
        self.inner.gauges.is_full.store(false, Relaxed);
        Ok(())
    }

    /// Records the texts of all statements from now on, for tests that ask how they are planned.
    pub fn record_statements(&self) {
        self.inner.log.start();
    }

    /// Ends the recording: each text once, without its values.
    pub fn recorded_statements(&self) -> Vec<String> {
        self.inner.log.end()
    }

    pub fn stats(&self) -> Stats {
        let gauges = &self.inner.gauges;
        Stats {
            queued: gauges.queued.load(Relaxed),
            settled: gauges.settled.load(Relaxed),
            groups: gauges.groups.load(Relaxed),
            again: gauges.again.load(Relaxed),
            busy: gauges.busy.load(Relaxed),
        }
    }
}

fn start(
    at: Address,
    limits: Limits,
    (clock, chance): (Clock, Chance),
    events: UnboundedSender<Event>,
) -> Result<Db, Error> {
    let (sender, receiver) = sync_channel(limits.queue);
    let receiver = Arc::new(Mutex::new(receiver));
    let gauges = Arc::new(Gauges::default());
    let log = StatementLog::default();
    let observer = StatementObserver::with_log(limits.slow, &log);
    // The first connection is opened here, so that a wrong address is an ordinary error of the start.
    let mut first = Some((Conn::open(&at, Role::Writer, &observer)?, observer));
    if let Some((conn, _)) = &mut first {
        dialect::warn_of_settings(conn);
    }
    let count = match at.backend() {
        Backend::Sqlite => 1,
        Backend::Postgres => limits.writers.max(1),
    };
    let mut writers = vec![];
    for number in 0..count {
        let (conn, observer) = match first.take() {
            Some((conn, observer)) => (Some(conn), observer),
            None => (None, StatementObserver::with_log(limits.slow, &log)),
        };
        let writer = Writer {
            at: at.clone(),
            conn,
            observer,
            chance: chance.clone(),
            limits: limits.clone(),
            events: events.clone(),
            gauges: gauges.clone(),
        };
        let queue = receiver.clone();
        let thread = std::thread::Builder::new()
            .name(format!("db-writer-{number}"))
            .spawn(move || writer.run(&queue))
            .map_err(|why| Error::down(format!("no thread for a writer of the database: {why}")))?;
        writers.push(thread);
    }
    let inner = Inner {
        queue: RwLock::new(Some(sender)),
        writers: Mutex::new(writers),
        readers: Arc::new(Readers::new(at, limits.readers, limits.slow, log.clone())),
        read_wait: limits.read_wait,
        gauges,
        chance,
        log,
    };
    Ok(Db {
        inner: Arc::new(inner),
        clock,
    })
}

//! Idle connections that only read.

use super::conn::{Address, Backend, Conn, Role};
use super::error::Error;
use super::statement_log::StatementLog;
use super::statement_observer::StatementObserver;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// A server connection that was idle for longer is asked whether it still lives.
const TRUSTED: Duration = Duration::from_secs(5);

pub(super) struct Readers {
    pub at: Address,
    pub permits: Arc<Semaphore>,
    pub slow: Duration,
    pub log: StatementLog,
    idle: Mutex<Vec<Reader>>,
}

struct Reader {
    conn: Conn,
    observer: Arc<StatementObserver>,
    since: Instant,
}

impl Readers {
    pub(super) fn new(at: Address, permits: usize, slow: Duration, log: StatementLog) -> Self {
        Readers {
            at,
            permits: Arc::new(Semaphore::new(permits)),
            slow,
            log,
            idle: Mutex::new(vec![]),
        }
    }

    /// Runs `work` on an idle connection or a new one. A panic drops the connection with whatever it had open.
    pub(super) fn run<T, E: From<Error>>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, E> {
        let mut reader = self.take()?;
        reader.observer.forget();
        let answer = work(&mut reader.conn);
        if reader.observer.is_lost() {
            self.drop_idle(); // the other connections were lost with it
        } else if !reader.conn.is_broken() {
            reader.since = Instant::now();
            self.idle().push(reader);
        }
        answer
    }

    fn take(&self) -> Result<Reader, Error> {
        let idle = self.idle().pop();
        if let Some(mut reader) = idle {
            let is_trusted = self.at.backend() == Backend::Sqlite || reader.since.elapsed() < TRUSTED;
            if is_trusted || reader.conn.is_alive() {
                return Ok(reader);
            }
            self.drop_idle();
        }
        let observer = StatementObserver::with_log(self.slow, &self.log);
        Ok(Reader {
            conn: Conn::open(&self.at, Role::Reader, &observer)?,
            observer,
            since: Instant::now(),
        })
    }

    pub(super) fn drop_idle(&self) {
        let idle = std::mem::take(&mut *self.idle());
        drop(idle); // outside of the lock
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Reader>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Records the errors of a connection's statements, whatever the closure does with them.
//!
//! Diesel notifies an observer of every statement and transaction. From it the writer learns what the closure may have hidden:
//! that the closure can be run again, that the connection is lost, and that an error was swallowed. The last
//! matters most: PostgreSQL answers the COMMIT of a failed transaction with ROLLBACK and no error at all.

use super::sql_error;
use super::statement_log::StatementLog;
use diesel::connection::{Instrumentation, InstrumentationEvent};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};

#[derive(Default)]
pub(super) struct StatementObserver {
    retryable: AtomicBool,
    lost: AtomicBool,
    full: AtomicBool,
    depth: AtomicU32,
    /// The outermost failure that no rollback has undone; 0 is none.
    failed_at: AtomicU32,
    /// Statements slower than this are logged, without their values; zero is never.
    slow: Duration,
    log: StatementLog,
}

impl StatementObserver {
    pub(super) fn new(slow: Duration) -> Arc<Self> {
        Arc::new(StatementObserver {
            slow,
            ..StatementObserver::default()
        })
    }

    /// As [`StatementObserver::new`], for a connection whose statements may be recorded.
    pub(super) fn with_log(slow: Duration, log: &StatementLog) -> Arc<Self> {
        Arc::new(StatementObserver {
            slow,
            log: log.clone(),
            ..StatementObserver::default()
        })
    }

    /// Every failure so far was undone by the rollback of its savepoint.
    pub(super) fn is_sound(&self) -> bool {
        self.failed_at.load(Relaxed) == 0
    }

    /// Something failed since [`StatementObserver::forget`] that may succeed when run again.
    pub(super) fn is_retryable(&self) -> bool {
        self.retryable.load(Relaxed)
    }

    /// The connection was found closed since [`StatementObserver::forget`].
    pub(super) fn is_lost(&self) -> bool {
        self.lost.load(Relaxed)
    }

    /// A statement found no space since this was asked last.
    pub(super) fn take_full(&self) -> bool {
        self.full.swap(false, Relaxed)
    }

    pub(super) fn forget(&self) {
        self.retryable.store(false, Relaxed);
        self.lost.store(false, Relaxed);
    }

    /// To be set on a connection once.
    pub(super) fn instrumentation(self: &Arc<Self>) -> impl Instrumentation + use<> {
        let observer = self.clone();
        let mut started = None;
        move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::StartQuery { query, .. } => {
                observer.log.record(|| query.to_string());
                started = Some(Instant::now());
            }
            InstrumentationEvent::FinishQuery { query, error, .. } => {
                if let Some(took) = started.take().map(|at: Instant| at.elapsed())
                    && took > observer.slow
                    && !observer.slow.is_zero()
                {
                    let sql = query.to_string();
                    let sql = sql.split(" -- binds").next().unwrap_or_default();
                    tracing::warn!(took_ms = took.as_millis() as u64, sql, "a slow statement");
                }
                if let Some(error) = error {
                    observer.failed(error);
                }
            }
            InstrumentationEvent::BeginTransaction { depth, .. } => {
                observer.depth.store(depth.get(), Relaxed);
                if depth.get() == 1 {
                    observer.failed_at.store(0, Relaxed);
                }
            }
            InstrumentationEvent::CommitTransaction { depth, .. } => {
                let depth = depth.get() - 1;
                observer.depth.store(depth, Relaxed);
                observer.failed_at.fetch_min(depth, Relaxed);
            }
            InstrumentationEvent::RollbackTransaction { depth, .. } => {
                observer.depth.store(depth.get() - 1, Relaxed);
                if observer.failed_at.load(Relaxed) >= depth.get() {
                    observer.failed_at.store(0, Relaxed);
                }
            }
            _ => {}
        }
    }

    fn failed(&self, error: &diesel::result::Error) {
        if sql_error::is_retryable(error) {
            self.retryable.store(true, Relaxed);
        }
        if sql_error::is_lost(error) {
            self.lost.store(true, Relaxed);
        }
        if sql_error::is_full(error) {
            self.full.store(true, Relaxed);
        }
        let depth = self.depth.load(Relaxed);
        let failed = self.failed_at.load(Relaxed);
        self.failed_at
            .store(if failed == 0 { depth } else { failed.min(depth) }, Relaxed);
    }
}

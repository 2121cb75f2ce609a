//! Claims what is due, commits, lets the handlers work, marks the rows.

use super::actions::{self, Mark};
use super::model::{Failure, Job, NewJob, Policy, TOPIC};
use super::registry::Registry;
use crate::clock::{HOUR, Millis};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::event::Event;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};

const SWEEP: &str = "sweep_jobs";

/// Runs jobs. Cloning shares it.
#[derive(Clone)]
pub struct Runner(Arc<Inner>);

struct Inner {
    db: Db,
    policy: Policy,
    registry: Registry,
    wake: Notify,
    /// The run of each recurring kind that this process has already planned.
    planned: Mutex<HashMap<&'static str, Millis>>,
}

impl Runner {
    /// A runner with these handlers; it does nothing until it is started.
    pub fn new(db: Db, policy: Policy, registry: Registry) -> Self {
        let (sweeping, keep) = (db.clone(), policy.keep);
        let registry = registry.every(SWEEP, HOUR, move |_| {
            let db = sweeping.clone();
            async move { Ok(actions::sweep(&db, db.now() - keep).await?) }
        });
        Runner(Arc::new(Inner {
            db,
            policy,
            registry,
            wake: Notify::new(),
            planned: Mutex::default(),
        }))
    }

    /// Wakes the runner if `event` says that a job was written.
    pub fn on_event(&self, event: &Event) {
        if event.topic == TOPIC {
            self.0.wake.notify_one();
        }
    }

    /// Runs everything that is due by the clock, and what that makes due, and returns how many tries that took.
    pub async fn run_due(&self) -> Result<usize> {
        let mut count = 0;
        self.plan().await?;
        loop {
            let jobs = self.claim(self.0.policy.at_once.max(1)).await?;
            if jobs.is_empty() {
                return Ok(count);
            }
            count += jobs.len();
            for job in jobs {
                self.clone().work(job).await?;
            }
        }
    }

    /// Works in the background until [`Running::stop`].
    pub fn start(&self) -> Running {
        let (stop, stopped) = watch::channel(false);
        let runner = self.clone();
        Running {
            stop,
            task: tokio::spawn(runner.serve(stopped)),
        }
    }

    async fn serve(self, mut stopped: watch::Receiver<bool>) {
        let mut working: JoinSet<()> = JoinSet::new();
        while !*stopped.borrow() {
            while working.try_join_next().is_some() {}
            let free = self.0.policy.at_once.saturating_sub(working.len());
            let claimed = match self.plan().await {
                Ok(()) => self.claim(free).await,
                Err(cause) => Err(cause),
            };
            let is_full = match claimed {
                Ok(jobs) => {
                    for job in jobs {
                        let runner = self.clone();
                        working.spawn(async move {
                            // The lease brings the job back if its end could not be written.
                            if let Err(cause) = runner.work(job).await {
                                tracing::warn!(%cause, "the end of a job could not be written");
                            }
                        });
                    }
                    working.len() >= self.0.policy.at_once
                }
                Err(cause) => {
                    tracing::warn!(%cause, "jobs could not be claimed");
                    false
                }
            };
            tokio::select! {
                _ = stopped.changed() => {}
                _ = working.join_next(), if !working.is_empty() => {}
                () = self.0.wake.notified(), if !is_full => {}
                () = tokio::time::sleep(self.0.policy.poll), if !is_full => {}
            }
        }
        while working.join_next().await.is_some() {}
    }

    async fn claim(&self, limit: usize) -> Result<Vec<Job>> {
        actions::claim(&self.0.db, self.0.db.now(), self.0.policy.lease, limit).await
    }

    /// Writes the next run of everything recurring that this process has not planned yet.
    async fn plan(&self) -> Result<()> {
        let due: Vec<_> = {
            let planned = self.0.planned.lock().unwrap_or_else(PoisonError::into_inner);
            let next = self.0.registry.next_runs(self.0.db.now());
            next.filter(|(kind, at)| planned.get(kind) != Some(at)).collect()
        };
        for (kind, at) in due {
            let job = NewJob::new(kind, Value::Null);
            actions::plan(&self.0.db, job.at(at).once(format!("{kind}@{at}"))).await?;
            self.0
                .planned
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(kind, at);
        }
        Ok(())
    }

    async fn work(self, job: Job) -> Result<()> {
        let keeps_row = !self.0.registry.is_recurring(&job.kind);
        let end = self.try_once(&job).await;
        let mark = Mark {
            now: self.0.db.now(),
            keeps_row,
            policy: &self.0.policy,
            chance: self.0.db.chance(),
        };
        actions::settle(&self.0.db, job, end, &mark).await
    }

    async fn try_once(&self, job: &Job) -> Result<(), Failure> {
        if job.tries > self.0.policy.max_tries {
            return Err(Failure::Never(Error::internal("the process died in every try")));
        }
        let Some(handler) = self.0.registry.find(&job.kind) else {
            return Err(Error::internal("no handler for this kind of job").into());
        };
        // A task of its own: a panic is this job's failure and nobody else's. Dropping the set ends the task.
        let mut task = JoinSet::new();
        task.spawn(handler(job.clone()));
        let lease = Duration::from_millis(u64::try_from(self.0.policy.lease).unwrap_or(0));
        match tokio::time::timeout(lease, task.join_next()).await {
            Ok(Some(Ok(end))) => end,
            Ok(Some(Err(panic))) => Err(Error::internal(panic).into()),
            Ok(None) => Err(Error::internal("the handler did not start").into()),
            Err(_) => Err(Error::internal("the handler took longer than its lease").into()),
        }
    }
}

/// A runner at work.
pub struct Running {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Running {
    /// Claims nothing more and waits for the jobs at work, at most `grace`; leases bring back what is cut off.
    pub async fn stop(mut self, grace: Duration) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(grace, &mut self.task).await.is_err() {
            self.task.abort();
            tracing::warn!("jobs were cut off; they are due again when their leases end");
        }
    }
}

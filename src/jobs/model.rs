//! The nouns of durable work.

use crate::chance::Chance;
use crate::clock::{DAY, HOUR, MINUTE, Millis, SECOND};
use crate::error::Error;
use crate::ids::JobId;
use crate::text_enum;
use serde_json::Value;
use std::time::Duration;

/// Events of this topic say that there may be something to do.
pub const TOPIC: &str = "jobs";

text_enum! {
    /// Where a job stands.
    pub State {
        /// Due at `run_at`.
        Waiting = "waiting",
        /// Held by a runner until its lease ends.
        Running = "running",
        Done = "done",
        /// Given up; a person decides.
        Dead = "dead",
    }
}

/// A job to be written in the transaction of the change that causes it.
#[derive(Clone, Debug)]
pub struct NewJob {
    pub kind: &'static str,
    /// What the handler needs: ids, not texts.
    pub payload: Value,
    /// Not before; none is at once.
    pub run_at: Option<Millis>,
    /// A second job with this key is not written.
    pub dedup_key: Option<String>,
}

impl NewJob {
    /// A job for now.
    pub fn new(kind: &'static str, payload: Value) -> Self {
        NewJob {
            kind,
            payload,
            run_at: None,
            dedup_key: None,
        }
    }

    /// Not before `run_at`.
    #[must_use]
    pub fn at(mut self, run_at: Millis) -> Self {
        self.run_at = Some(run_at);
        self
    }

    /// At most one job with this key.
    #[must_use]
    pub fn once(mut self, key: impl Into<String>) -> Self {
        self.dedup_key = Some(key.into());
        self
    }
}

/// A claimed job, in the hands of its handler.
#[derive(Clone, Debug)]
pub struct Job {
    /// Its identifier; the same on every try, so it serves as an idempotency key.
    pub id: JobId,
    pub kind: String,
    /// What the handler needs.
    pub payload: Value,
    /// When it was due.
    pub run_at: Millis,
    /// This try, counted from 1.
    pub tries: i64,
}

impl Job {
    pub fn payload<T: serde::de::DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_value(self.payload.clone()).map_err(|cause| Failure::Never(cause.into()))
    }
}

/// Why a handler did not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Another try may succeed.
    Later(Error),
    /// No further try can succeed: dead at once.
    Never(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(cause: E) -> Self {
        Failure::Later(cause.into())
    }
}

/// A job that was given up.
#[derive(Clone, Debug)]
pub struct DeadJob {
    pub id: JobId,
    pub kind: String,
    /// How often it was tried.
    pub tries: i64,
    /// What the last try said.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it was given up.
    pub finished_at: Option<Millis>,
}

/// How many jobs stand where; for the metrics and the health page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not yet done, and due.
    pub due: i64,
    /// Not yet done, due later.
    pub later: i64,
    /// Held by a runner.
    pub running: i64,
    pub dead: i64,
}

/// How patiently jobs are run.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Jobs that one runner works on at the same time.
    pub at_once: usize,
    /// How long a claim lasts; the handler is cut off then.
    pub lease: Millis,
    /// After this many failed tries a job is dead.
    pub max_tries: i64,
    /// The wait after the first failure; it doubles with each.
    pub first_wait: Millis,
    pub longest_wait: Millis,
    /// How often the runner looks even if nobody wakes it.
    pub poll: Duration,
    /// How long finished jobs are kept.
    pub keep: Millis,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            at_once: 4,
            lease: 2 * MINUTE,
            max_tries: 12,
            first_wait: 5 * SECOND,
            longest_wait: 6 * HOUR,
            poll: Duration::from_secs(2),
            keep: 7 * DAY,
        }
    }
}

impl Policy {
    /// The wait after the failed try number `tries` (from 1): it doubles, with a jitter of a quarter either way.
    pub fn wait(&self, tries: i64, chance: &Chance) -> Millis {
        let doublings = u32::try_from(tries.clamp(1, 40) - 1).unwrap_or(0);
        let wait = self
            .first_wait
            .saturating_mul(1 << doublings)
            .clamp(4, self.longest_wait);
        let quarter = wait / 4;
        let jitter = chance.below(u64::try_from(2 * quarter).unwrap_or(0) + 1);
        wait - quarter + Millis::try_from(jitter).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_wait_grows_and_stays_within_bounds(tries in 1i64..1_000, seed: u64) {
            let policy = Policy::default();
            let wait = policy.wait(tries, &Chance::seeded(seed));
            let middle = (policy.first_wait << (tries - 1).min(30)).min(policy.longest_wait);
            proptest::prop_assert!(wait >= middle - middle / 4 && wait <= middle + middle / 4);
        }
    }
}

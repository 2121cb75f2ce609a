//! The bounds of the database handle, and what it counts.

use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;

/// How much may wait, and how many work.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Writes that may wait; one more is `Busy`.
    pub queue: usize,
    /// Writer threads on PostgreSQL; SQLite has one.
    pub writers: usize,
    /// The most writes in one commit on SQLite.
    pub group: usize,
    /// How long one commit on SQLite may gather.
    pub slice: Duration,
    /// How often a closure may run on a retryable failure.
    pub tries: u32,
    /// The most reads at the same time.
    pub readers: usize,
    /// How long a read may wait for its turn before it is `Busy`.
    pub read_wait: Duration,
    /// Statements that take longer are logged without their values; zero is never.
    pub slow: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Limits {
            queue: 1024,
            writers: 8,
            group: 512,
            slice: Duration::from_millis(50),
            tries: 8,
            readers: (2 * cores).clamp(4, 32),
            read_wait: Duration::from_secs(5),
            slow: Duration::from_millis(250),
        }
    }
}

#[derive(Default)]
pub(super) struct Gauges {
    /// The last check found no space on the disk.
    pub is_full: AtomicBool,
    pub queued: AtomicU64,
    pub settled: AtomicU64,
    pub groups: AtomicU64,
    pub again: AtomicU64,
    pub busy: AtomicU64,
}

/// Counts since the start, for the metrics page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Writes that wait or run now.
    pub queued: u64,
    /// Writes that were answered.
    pub settled: u64,
    /// Commits that carried more than one write.
    pub groups: u64,
    /// Runs that had to be repeated.
    pub again: u64,
    /// Writes that were refused because the queue was full.
    pub busy: u64,
}

//! Time comes in through a parameter, so that tests set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::SeqCst};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970-01-01T00:00:00 UTC.
pub type Millis = i64;

/// One second in [`Millis`].
pub const SECOND: Millis = 1_000;
/// One minute in [`Millis`].
pub const MINUTE: Millis = 60 * SECOND;
/// One hour in [`Millis`].
pub const HOUR: Millis = 60 * MINUTE;
/// Twenty-four hours in [`Millis`]; a calendar day may be longer or shorter, use the zone for those.
pub const DAY: Millis = 24 * HOUR;

/// Tells the time. Cloning shares the same clock.
#[derive(Clone, Debug)]
pub struct Clock(Kind);

#[derive(Clone, Debug)]
enum Kind {
    System { started: Instant },
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub fn system() -> Self {
        Clock(Kind::System {
            started: Instant::now(),
        })
    }

    /// A clock that stands at `now` until [`Clock::set`] or [`Clock::advance`] moves it.
    pub fn fixed(now: Millis) -> Self {
        Clock(Kind::Set(Arc::new(AtomicI64::new(now))))
    }

    pub fn now(&self) -> Millis {
        match &self.0 {
            Kind::System { .. } => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |since| Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)),
            Kind::Set(now) => now.load(SeqCst),
        }
    }

    /// Time since some moment, for how fast something may happen: it goes on when the machine's clock is set back.
    pub fn steady(&self) -> Duration {
        match &self.0 {
            Kind::System { started } => started.elapsed(),
            Kind::Set(now) => Duration::from_millis(u64::try_from(now.load(SeqCst)).unwrap_or(0)),
        }
    }

    /// Moves a fixed clock to `now`; the system clock stays what it is.
    pub fn set(&self, now: Millis) {
        if let Kind::Set(at) = &self.0 {
            at.store(now, SeqCst);
        }
    }

    /// Moves a fixed clock on by `by` milliseconds; the system clock stays what it is.
    pub fn advance(&self, by: Millis) {
        if let Kind::Set(at) = &self.0 {
            at.fetch_add(by, SeqCst);
        }
    }
}

//! How fast one socket may send.

use crate::clock::Millis;
use std::time::Instant;

/// A bucket that fills with time.
pub struct Bucket {
    per_second: f64,
    burst: f64,
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full bucket.
    pub fn new(per_second: u32, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        Bucket {
            per_second: f64::from(per_second.max(1)),
            burst,
            left: burst,
            at: Instant::now(),
        }
    }

    /// Takes one, or says how long to wait for it.
    pub fn take(&mut self) -> Result<(), Millis> {
        self.take_at(Instant::now())
    }

    fn take_at(&mut self, now: Instant) -> Result<(), Millis> {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * self.per_second).min(self.burst);
        self.at = now;
        if self.left >= 1.0 {
            self.left -= 1.0;
            return Ok(());
        }
        Err(((1.0 - self.left) / self.per_second * 1_000.0).ceil() as Millis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_bucket_gives_its_burst_at_once_and_then_its_rate() {
        // I21
        let mut bucket = Bucket::new(10, 3);
        let start = bucket.at;
        for _ in 0..3 {
            assert_eq!(bucket.take_at(start), Ok(()));
        }
        assert_eq!(bucket.take_at(start), Err(100));
        assert_eq!(bucket.take_at(start + Duration::from_millis(100)), Ok(()));
        assert!(bucket.take_at(start + Duration::from_millis(150)).is_err());
    }
}

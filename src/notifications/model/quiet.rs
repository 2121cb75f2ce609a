//! Hours of the day in which nothing is sent.

use crate::clock::Millis;
use crate::local_time::{self, add_days, at_minute, minute_of, wall};
use jiff::tz::TimeZone;

/// From a minute of the day up to another, often across midnight. Equal ends are no quiet hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    pub from: i64,
    /// Minutes since midnight; the first at which emails go again.
    pub to: i64,
}

impl Default for QuietHours {
    /// 21:00 to 08:00 (safety 50).
    fn default() -> Self {
        QuietHours {
            from: 21 * 60,
            to: 8 * 60,
        }
    }
}

impl QuietHours {
    /// Whether a minute of the day is quiet.
    pub fn holds(self, minute: i64) -> bool {
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }

    /// `now`, or the end of the quiet hours that it lies in. An unknown zone counts as UTC.
    pub fn next_time(self, zone: &str, now: Millis) -> Millis {
        let zone = local_time::zone(zone).unwrap_or(TimeZone::UTC);
        let Ok(wall) = wall(&zone, now) else {
            return now;
        };
        let minute = minute_of(wall.time());
        if !self.holds(minute) {
            return now;
        }
        let ahead = i64::from(self.to <= minute);
        let end = add_days(wall.date(), ahead).and_then(|date| at_minute(&zone, date, self.to));
        end.map_or(now, |end| end.max(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{DAY, HOUR, MINUTE};
    use proptest::prelude::*;

    /// 2026-11-23 00:00 in Shanghai.
    const MIDNIGHT: Millis = 1_795_363_200_000;

    #[test]
    fn a_letter_of_the_night_waits_for_the_morning() {
        let quiet = QuietHours::default();
        let next = |at| (quiet.next_time("Asia/Shanghai", MIDNIGHT + at) - MIDNIGHT) as f64 / HOUR as f64;
        assert_eq!(next(10 * HOUR), 10.0);
        assert_eq!(next(21 * HOUR), 32.0);
        assert_eq!(next(21 * HOUR - 1), 21.0 - 1.0 / 3_600_000.0);
        assert_eq!(next(2 * HOUR), 8.0);
        assert_eq!(next(8 * HOUR), 8.0);
    }

    #[test]
    fn the_night_is_that_of_the_persons_own_zone() {
        let quiet = QuietHours::default();
        // 22:00 in Shanghai is 14:00 in London
        assert_eq!(
            quiet.next_time("Europe/London", MIDNIGHT + 22 * HOUR),
            MIDNIGHT + 22 * HOUR
        );
        let none = QuietHours { from: 0, to: 0 };
        assert_eq!(none.next_time("Asia/Shanghai", MIDNIGHT), MIDNIGHT);
    }

    proptest! {
        #[test]
        fn what_leaves_is_never_in_quiet_hours(from in 0i64..1440, to in 0i64..1440, at in 0i64..(3 * 1440)) {
            let quiet = QuietHours { from, to };
            let now = MIDNIGHT + at * MINUTE;
            let next = quiet.next_time("Asia/Shanghai", now);
            prop_assert!(next >= now && next - now < DAY);
            prop_assert!(!quiet.holds((next - MIDNIGHT) / MINUTE % 1440));
        }
    }
}

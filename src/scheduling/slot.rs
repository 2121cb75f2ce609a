//! When a session is: a wall-clock intent in the studio's zone, turned once into instants.

use crate::clock::{MINUTE, Millis};
use crate::error::{Error, Result};
use crate::local_time::{at_minute, clock_text, instant, wall, zone};
use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// A half-open span of time, `from_at` included, `to_at` not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Span {
    pub from_at: Millis,
    /// The first millisecond after it.
    pub to_at: Millis,
}

impl Span {
    /// The part that both have, if any. Touching spans have none.
    pub fn overlap(self, other: Span) -> Option<Span> {
        let both = Span {
            from_at: self.from_at.max(other.from_at),
            to_at: self.to_at.min(other.to_at),
        };
        (both.from_at < both.to_at).then_some(both)
    }

    /// The same span with `by` more on either side.
    #[must_use]
    pub fn widened(self, by: Millis) -> Span {
        Span {
            from_at: self.from_at - by,
            to_at: self.to_at + by,
        }
    }

    /// Between its two ends; never negative for a session.
    pub fn length(self) -> Millis {
        self.to_at - self.from_at
    }

    /// Whether `inner` lies wholly in this span.
    pub fn contains(self, inner: Span) -> bool {
        self.from_at <= inner.from_at && inner.to_at <= self.to_at
    }
}

/// The time of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// On the time line.
    pub span: Span,
    /// The date on the studio's wall, `YYYY-MM-DD`.
    pub local_date: String,
    /// The time on the studio's wall, `HH:MM`.
    pub local_start: String,
    pub zone: String,
}

impl Slot {
    /// A session of `minutes` on the time line that starts at this wall-clock time. Where that time does not exist, the
    /// slot says the time that the clock on the wall will show.
    pub fn new(zone_name: &str, date: Date, start: Time, minutes: i64) -> Result<Self> {
        let zone = zone(zone_name)?;
        let from_at = instant(&zone, date.to_datetime(start))?;
        let shown = wall(&zone, from_at)?;
        Ok(Slot {
            span: Span {
                from_at,
                to_at: from_at + minutes * MINUTE,
            },
            local_date: shown.date().to_string(),
            local_start: clock_text(shown.time()),
            zone: zone_name.to_owned(),
        })
    }

    /// How long it lasts.
    pub fn minutes(&self) -> i64 {
        (self.span.to_at - self.span.from_at) / MINUTE
    }

    /// The dates on the studio's wall that it touches.
    pub fn dates(&self) -> Result<Vec<Date>> {
        let zone = zone(&self.zone)?;
        let first = wall(&zone, self.span.from_at)?.date();
        let last = wall(&zone, self.span.to_at - 1)?.date();
        let mut dates = vec![first];
        let mut date = first;
        while date < last {
            date = date.tomorrow().map_err(Error::internal)?;
            dates.push(date);
        }
        Ok(dates)
    }
}

/// The time on the wall at which a session ends.
pub fn local_end(zone_name: &str, ends_at: Millis) -> Result<String> {
    Ok(clock_text(wall(&zone(zone_name)?, ends_at)?.time()))
}

/// The instants at which a studio is open on `date`, from its minutes of that day (0 to 1440).
pub fn open_spans(zone_name: &str, date: Date, minutes: &[(i64, i64)]) -> Result<Vec<Span>> {
    let zone = zone(zone_name)?;
    minutes
        .iter()
        .map(|(from, to)| {
            Ok(Span {
                from_at: at_minute(&zone, date, *from)?,
                to_at: at_minute(&zone, date, *to)?,
            })
        })
        .collect()
}

/// The UTC date of a time, for bounds of indexes by date: a wall is at most a day from it.
pub(crate) fn utc_date(at: Millis) -> String {
    let at = Timestamp::from_millisecond(at).map(|at| at.to_string()[..10].to_owned());
    at.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_time::add_days;
    use jiff::civil::{date, time};

    // scheduling case 8
    #[test]
    fn a_time_that_does_not_exist_takes_the_offset_before_the_gap() {
        let slot = Slot::new("Europe/London", date(2026, 3, 29), time(1, 30, 0, 0), 90).unwrap();
        assert_eq!(slot.local_start, "02:30");
        assert_eq!(slot.minutes(), 90);
    }

    #[test]
    fn a_time_that_exists_twice_is_the_first() {
        let slot = Slot::new("Europe/London", date(2026, 10, 25), time(1, 30, 0, 0), 60).unwrap();
        let zone = zone("Europe/London").unwrap();
        assert_eq!(slot.local_start, "01:30");
        assert_eq!(local_end("Europe/London", slot.span.to_at).unwrap(), "01:30");
        assert_eq!(
            wall(&zone, slot.span.from_at + 2 * 60 * MINUTE).unwrap().time(),
            time(2, 30, 0, 0)
        );
    }

    #[test]
    fn a_session_over_midnight_touches_two_dates() {
        let slot = Slot::new("Asia/Shanghai", date(2026, 11, 23), time(23, 0, 0, 0), 120).unwrap();
        assert_eq!(slot.dates().unwrap(), [date(2026, 11, 23), date(2026, 11, 24)]);
        let until_midnight = Slot::new("Asia/Shanghai", date(2026, 11, 23), time(22, 0, 0, 0), 120).unwrap();
        assert_eq!(until_midnight.dates().unwrap(), [date(2026, 11, 23)]);
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let (a, b) = (Span { from_at: 1, to_at: 2 }, Span { from_at: 2, to_at: 3 });
        assert_eq!(a.overlap(b), None);
        assert_eq!(a.widened(1).overlap(b), Some(Span { from_at: 2, to_at: 3 }));
    }

    proptest::proptest! {
        #[test]
        fn a_session_lasts_its_minutes_in_every_zone(day in 0i64..3650, minute in 0i64..1440, length in 5i64..600,
            zone in proptest::sample::select(vec!["Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"])) {
            let day = add_days(date(2024, 1, 1), day).unwrap();
            let start = Time::new((minute / 60) as i8, (minute % 60) as i8, 0, 0).unwrap();
            let slot = Slot::new(zone, day, start, length).unwrap();
            proptest::prop_assert_eq!(slot.minutes(), length);
            // what the slot says is what the wall will show, and saying it again gives the same instant unless the hour comes twice
            let again = Slot::new(zone, slot.local_date.parse().unwrap(), format!("{}:00", slot.local_start).parse().unwrap(), length).unwrap();
            proptest::prop_assert_eq!(again.span, slot.span);
        }
    }
}

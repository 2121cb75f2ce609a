//! Wall-clock time: dates, times and minutes of a day in a zone. What happens is stored as an instant; what people intend is wall-clock
//! time in a zone.

use crate::clock::Millis;
use crate::error::{Error, Result};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// The zone of whatever names none.
pub const DEFAULT_ZONE: &str = "Asia/Shanghai";
/// The minute of a day that is its end, 24:00.
pub const END_OF_DAY: i64 = 1_440;

/// The zone of that name; an unknown name is a fault of our data.
pub fn zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(Error::internal)
}

/// The instant of a wall-clock time. One that does not exist takes the offset before the gap; of one that exists twice
/// it is the first (RFC 5545).
pub fn instant(zone: &TimeZone, at: DateTime) -> Result<Millis> {
    let at = zone.to_ambiguous_timestamp(at).compatible().map_err(Error::internal)?;
    Ok(at.as_millisecond())
}

/// The wall-clock time of an instant.
pub fn wall(zone: &TimeZone, at: Millis) -> Result<DateTime> {
    let at = Timestamp::from_millisecond(at).map_err(Error::internal)?;
    Ok(zone.to_datetime(at))
}

/// The date of an instant in a zone.
pub fn date_in(zone_name: &str, at: Millis) -> Result<Date> {
    Ok(wall(&zone(zone_name)?, at)?.date())
}

/// Local dates, `YYYY-MM-DD`, between which everything starts that starts between two instants, whatever its zone: a wall is at
/// most a day from UTC. With them an index by date is read from and to where it has to be.
pub fn dates_around(from_at: Millis, to_at: Millis) -> Result<(String, String)> {
    let from = wall(&TimeZone::UTC, from_at)?.date();
    let to = wall(&TimeZone::UTC, to_at)?.date();
    Ok((add_days(from, -1)?.to_string(), add_days(to, 1)?.to_string()))
}

/// The instants between which everything starts that is on a wall between two local dates, the second not included, whatever its
/// zone. A date that is too far for the time line bounds nothing.
pub fn instants_around(from: &str, before: &str) -> (Millis, Millis) {
    let at = |text: &str, days: i64| {
        let date = add_days(text.parse().ok()?, days).ok()?;
        at_minute(&TimeZone::UTC, date, 0).ok()
    };
    (
        at(from, -1).unwrap_or(Millis::MIN),
        at(before, 1).unwrap_or(Millis::MAX),
    )
}

/// The instant at which a date begins in a zone.
pub fn start_of(zone_name: &str, date: Date) -> Result<Millis> {
    at_minute(&zone(zone_name)?, date, 0)
}

/// The instant of a minute of a date; minutes from 1440 on are those of the wall of the next date, whatever its clocks do in between.
pub fn at_minute(zone: &TimeZone, date: Date, minute: i64) -> Result<Millis> {
    let (date, minute) = if minute >= END_OF_DAY {
        (add_days(date, minute / END_OF_DAY)?, minute % END_OF_DAY)
    } else {
        (date, minute)
    };
    instant(zone, date.to_datetime(time_of(minute)?))
}

pub fn minute_of(time: Time) -> i64 {
    i64::from(time.hour()) * 60 + i64::from(time.minute())
}

/// The time of a minute of the day, 0 to 1439.
pub fn time_of(minute: i64) -> Result<Time> {
    let (Ok(hour), Ok(minute)) = (i8::try_from(minute / 60), i8::try_from(minute % 60)) else {
        return Err(Error::internal("a minute of the day is out of range"));
    };
    Time::new(hour, minute, 0, 0).map_err(Error::internal)
}

/// `HH:MM` of a minute of the day; 1440 is `24:00`.
pub fn minute_text(minute: i64) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// `HH:MM`.
pub fn clock_text(time: Time) -> String {
    minute_text(minute_of(time))
}

/// ISO: 1 is Monday, 7 is Sunday.
pub fn weekday_of(date: Date) -> i64 {
    i64::from(date.weekday().to_monday_one_offset())
}

/// Monday of the date's week and the Monday after it.
pub fn week_of(date: Date) -> Result<(Date, Date)> {
    let monday = add_days(date, 1 - weekday_of(date))?;
    Ok((monday, add_days(monday, 7)?))
}

/// The date so many days later on the calendar.
pub fn add_days(date: Date, days: i64) -> Result<Date> {
    let span = jiff::Span::new().try_days(days).map_err(Error::internal)?;
    date.checked_add(span).map_err(|_| Error::field("date", "out_of_range"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{HOUR, MINUTE};
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_starts_on_a_date_starts_within_the_instants_around_it_in_every_zone(day in 0i64..3650, minute in 0i64..1440,
            name in proptest::sample::select(vec!["Asia/Shanghai", "America/New_York", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago"])) {
            let day = add_days(date(2024, 1, 1), day).unwrap();
            let at = at_minute(&zone(name).unwrap(), day, minute).unwrap();
            let (from, to) = instants_around(&day.to_string(), &add_days(day, 1).unwrap().to_string());
            prop_assert!(from <= at && at < to);
            let (first, last) = dates_around(at, at).unwrap();
            prop_assert!(first <= day.to_string() && day.to_string() <= last);
        }
    }

    #[test]
    fn a_date_beyond_the_time_line_bounds_nothing() {
        assert_eq!(instants_around("-9999-01-01", "9999-12-31"), (Millis::MIN, Millis::MAX));
    }

    #[test]
    fn a_minute_of_a_day_is_an_instant_in_its_zone() {
        let day = date(2026, 11, 23);
        let start = start_of(DEFAULT_ZONE, day).unwrap();
        let zone = zone(DEFAULT_ZONE).unwrap();
        assert_eq!(wall(&zone, start).unwrap(), day.at(0, 0, 0, 0));
        assert_eq!(at_minute(&zone, day, 90).unwrap(), start + 90 * MINUTE);
        assert_eq!(at_minute(&zone, day, END_OF_DAY).unwrap(), start + 24 * HOUR);
        assert_eq!(
            at_minute(&zone, day, END_OF_DAY + 61).unwrap(),
            start + 25 * HOUR + MINUTE
        );
        assert!(at_minute(&zone, day, -1).is_err());
        assert_eq!(date_in(DEFAULT_ZONE, start - 1).unwrap(), date(2026, 11, 22));
        assert_eq!(date_in("UTC", start).unwrap(), date(2026, 11, 22));
        assert!(super::zone("Mars/Olympus").is_err());
    }

    #[test]
    fn a_time_that_does_not_exist_or_exists_twice_is_one_instant() {
        let london = zone("Europe/London").unwrap();
        // the clocks go forward at 01:00 on 2026-03-29 and back at 02:00 on 2026-10-25
        let gap = instant(&london, date(2026, 3, 29).to_datetime(time(1, 30, 0, 0))).unwrap();
        assert_eq!(wall(&london, gap).unwrap().time(), time(2, 30, 0, 0));
        let first = instant(&london, date(2026, 10, 25).to_datetime(time(1, 30, 0, 0))).unwrap();
        assert_eq!(wall(&london, first + HOUR).unwrap().time(), time(1, 30, 0, 0));
    }

    #[test]
    fn a_week_begins_on_monday() {
        let monday = date(2026, 11, 23);
        for ahead in 0..7 {
            let day = add_days(monday, ahead).unwrap();
            assert_eq!(weekday_of(day), ahead + 1);
            assert_eq!(week_of(day).unwrap(), (monday, date(2026, 11, 30)));
        }
        assert!(add_days(Date::MAX, 1).is_err());
    }

    proptest! {
        #[test]
        fn a_minute_is_read_as_it_is_written(minute in 0..END_OF_DAY) {
            let time = time_of(minute).unwrap();
            prop_assert_eq!(minute_of(time), minute);
            prop_assert_eq!(clock_text(time), minute_text(minute));
            prop_assert_eq!(minute_text(minute).parse::<Time>().unwrap(), time);
        }
    }
}

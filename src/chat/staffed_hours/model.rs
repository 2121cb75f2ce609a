//! When somebody is there to hold a member room (safety 41, M18).

use crate::clock::Millis;
use crate::local_time::{self, add_days, at_minute, wall, weekday_of};
use jiff::tz::TimeZone;

/// Minutes of the day from and to which rooms without hours of their own are staffed, every day.
const DEFAULT_MINUTES: (i64, i64) = (9 * 60, 21 * 60);

/// Weekday (ISO, 1 is Monday), from and to in minutes of the day.
pub type Hours = (i64, i64, i64);

/// Whether a room is staffed now, and when it will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staffed {
    pub is_now: bool,
    /// The beginning of the next staffed time, if nobody is there now and one comes within eight days.
    pub again_at: Option<Millis>,
}

impl Staffed {
    /// Rooms that need no staffing.
    pub const ALWAYS: Staffed = Staffed {
        is_now: true,
        again_at: None,
    };

    /// By the hours of a room in a zone; without any, the default.
    pub fn at(now: Millis, zone: &str, hours: &[Hours]) -> Staffed {
        let default: Vec<Hours> = (1..=7).map(|day| (day, DEFAULT_MINUTES.0, DEFAULT_MINUTES.1)).collect();
        let hours = if hours.is_empty() { &default[..] } else { hours };
        let zone = local_time::zone(zone).unwrap_or(TimeZone::UTC);
        let Ok(today) = wall(&zone, now).map(|wall| wall.date()) else {
            return Staffed::ALWAYS;
        };
        let mut again_at: Option<Millis> = None;
        for ahead in 0..=8 {
            let Ok(date) = add_days(today, ahead) else {
                break;
            };
            let weekday = weekday_of(date);
            for (_, from, to) in hours.iter().filter(|(day, ..)| *day == weekday) {
                let (Ok(from), Ok(to)) = (at_minute(&zone, date, *from), at_minute(&zone, date, *to)) else {
                    continue;
                };
                if (from..to).contains(&now) {
                    return Staffed::ALWAYS;
                }
                if from > now {
                    again_at = Some(again_at.map_or(from, |known| known.min(from)));
                }
            }
            if again_at.is_some() {
                break;
            }
        }
        Staffed {
            is_now: false,
            again_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_time::DEFAULT_ZONE;

    fn at(text: &str) -> Millis {
        text.parse::<jiff::ZonedDateTime>()
            .unwrap()
            .timestamp()
            .as_millisecond()
    }

    #[test]
    fn a_room_without_hours_is_held_in_the_day_and_says_when_again() {
        let night = at("2026-11-23T23:30[Asia/Shanghai]");
        let staffed = Staffed::at(night, DEFAULT_ZONE, &[]);
        assert_eq!(
            staffed,
            Staffed {
                is_now: false,
                again_at: Some(at("2026-11-24T09:00[Asia/Shanghai]"))
            }
        );
        assert!(Staffed::at(at("2026-11-23T09:00[Asia/Shanghai]"), DEFAULT_ZONE, &[]).is_now);
        assert!(
            !Staffed::at(at("2026-11-23T21:00[Asia/Shanghai]"), DEFAULT_ZONE, &[]).is_now,
            "half open"
        );
    }

    #[test]
    fn the_next_time_may_be_days_ahead_or_later_today() {
        let hours = [(5, 19 * 60, 1440), (1, 19 * 60, 21 * 60)]; // Friday to midnight, Monday evening
        let monday = at("2026-11-23T12:00[Asia/Shanghai]");
        assert_eq!(
            Staffed::at(monday, DEFAULT_ZONE, &hours).again_at,
            Some(at("2026-11-23T19:00[Asia/Shanghai]"))
        );
        let late = at("2026-11-23T21:30[Asia/Shanghai]");
        assert_eq!(
            Staffed::at(late, DEFAULT_ZONE, &hours).again_at,
            Some(at("2026-11-27T19:00[Asia/Shanghai]"))
        );
        assert!(Staffed::at(at("2026-11-27T23:59[Asia/Shanghai]"), DEFAULT_ZONE, &hours).is_now);
        assert!(!Staffed::at(at("2026-11-28T00:00[Asia/Shanghai]"), DEFAULT_ZONE, &hours).is_now);
        let only_now = [(1, 12 * 60, 13 * 60)];
        let after = at("2026-11-23T13:00[Asia/Shanghai]");
        assert_eq!(
            Staffed::at(after, DEFAULT_ZONE, &only_now).again_at,
            Some(at("2026-11-30T12:00[Asia/Shanghai]"))
        );
    }
}

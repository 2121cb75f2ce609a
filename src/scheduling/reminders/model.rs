//! When somebody is reminded.

use crate::clock::{HOUR, Millis};
use crate::error::Result;
use crate::local_time::{add_days, at_minute, zone};
use crate::scheduling::slot::Slot;
use crate::text_enum;

text_enum! {
    /// When somebody wants to be reminded.
    pub LeadTime {
        /// At 18:00 the day before.
        Evening = "evening",
        TwoHours = "two_hours",
        None = "none",
    }
}

const EVENING: i64 = 18 * 60;
const SHORTLY: Millis = 2 * HOUR;

/// No reminder is sent longer before a session than this.
pub(crate) const EARLIEST: Millis = 48 * HOUR;

/// The instant of the reminder for somebody who has known of this start since `known_at`; none where there is no time for one.
pub(crate) fn remind_at(choice: LeadTime, slot: &Slot, known_at: Millis) -> Result<Option<Millis>> {
    let shortly = slot.span.from_at - SHORTLY;
    let evening = || {
        let date = slot.local_date.parse().map_err(crate::error::Error::internal)?;
        at_minute(&zone(&slot.zone)?, add_days(date, -1)?, EVENING)
    };
    let times = match choice {
        LeadTime::None => vec![],
        LeadTime::TwoHours => vec![shortly],
        LeadTime::Evening => vec![evening()?, shortly],
    };
    Ok(times.into_iter().find(|at| *at > known_at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::MINUTE;
    use jiff::civil::{date, time};

    fn slot() -> Slot {
        Slot::new("Asia/Shanghai", date(2026, 11, 24), time(18, 30, 0, 0), 90).unwrap()
    }

    #[test]
    fn the_evening_before_or_two_hours_before_or_not_at_all() {
        let start = slot().span.from_at;
        let at = |choice, known| remind_at(choice, &slot(), start - known).unwrap().map(|at| start - at);
        assert_eq!(at(LeadTime::Evening, 72 * HOUR), Some(24 * HOUR + 30 * MINUTE));
        assert_eq!(at(LeadTime::TwoHours, 72 * HOUR), Some(2 * HOUR));
        assert_eq!(at(LeadTime::None, 72 * HOUR), None);
        assert_eq!(
            at(LeadTime::Evening, 20 * HOUR),
            Some(2 * HOUR),
            "added after the evening"
        );
        assert_eq!(at(LeadTime::Evening, HOUR), None, "they have just been told");
    }
}

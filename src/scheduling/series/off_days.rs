//! Days off: what a series does with a date on which the studio does not work.

use crate::db::Conn;
use crate::districts::api;
use crate::districts::model::OpeningHours;
use crate::error::Result;
use crate::ids::StudioId;
use crate::local_time::add_days;
use crate::scheduling::series::model::OffDays;
use jiff::civil::Date;

/// A date is moved at most so far.
const FURTHEST: i64 = 14;

/// What the policy makes of a date that the rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Placement {
    On(Date),
    /// The date is left out.
    Out(Date),
}

/// The days of one studio, as a series has to know them.
pub(crate) trait Days {
    /// The studio does not work on a date on which it otherwise might.
    fn is_off(&self, date: Date) -> bool;
    /// A session that is moved may come to this date.
    fn is_open(&self, date: Date) -> bool;
}

/// The opening hours with closures, exceptions and public holidays: a date that these close is a day off.
impl Days for OpeningHours {
    fn is_off(&self, date: Date) -> bool {
        self.is_off_day(date)
    }

    fn is_open(&self, date: Date) -> bool {
        !self.on(date).is_empty()
    }
}

/// The days of a studio from a date on.
pub(crate) fn days_of(conn: &mut Conn, studio: &StudioId, from: Date) -> Result<impl Days + use<>> {
    api::opening_hours(conn, studio, from)
}

/// Applies the policy to one date.
pub(crate) fn place(policy: OffDays, date: Date, days: &impl Days) -> Result<Placement> {
    if !days.is_off(date) {
        return Ok(Placement::On(date));
    }
    match policy {
        OffDays::Keep => Ok(Placement::On(date)),
        OffDays::Skip | OffDays::Ask => Ok(Placement::Out(date)),
        OffDays::Move => {
            for ahead in 1..=FURTHEST {
                let next = add_days(date, ahead)?;
                if !days.is_off(next) && days.is_open(next) {
                    return Ok(Placement::On(next));
                }
            }
            Ok(Placement::Out(date))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_time::weekday_of;
    use jiff::civil::date;

    /// 1 and 2 October are off; weekends are closed.
    struct Week;

    impl Days for Week {
        fn is_off(&self, date: Date) -> bool {
            date.month() == 10 && date.day() <= 2
        }

        fn is_open(&self, date: Date) -> bool {
            weekday_of(date) <= 5
        }
    }

    #[test]
    fn each_policy_does_with_a_day_off_what_it_says() {
        let (thursday, wednesday) = (date(2026, 10, 1), date(2026, 9, 30));
        for policy in OffDays::ALL {
            assert_eq!(place(*policy, wednesday, &Week).unwrap(), Placement::On(wednesday));
        }
        let on_thursday = |policy| place(policy, thursday, &Week).unwrap();
        assert_eq!(on_thursday(OffDays::Keep), Placement::On(thursday));
        assert_eq!(on_thursday(OffDays::Skip), Placement::Out(thursday));
        assert_eq!(on_thursday(OffDays::Ask), Placement::Out(thursday));
        // over the second day off and the weekend
        assert_eq!(on_thursday(OffDays::Move), Placement::On(date(2026, 10, 5)));
    }
}

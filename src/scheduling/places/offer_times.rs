//! Until when an offer is open.

use crate::clock::{HOUR, Millis};
use crate::notifications::api::after_quiet_hours;

/// A session that starts later than this: there is a day to answer.
const FAR: Millis = 48 * HOUR;
/// Nearer than this nobody is offered anything.
const NEAR: Millis = 8 * HOUR;
const LONG: Millis = 24 * HOUR;
const SHORT: Millis = 4 * HOUR;
/// What somebody has in the morning after a night in which the offer would have run out.
const MORNING: Millis = 2 * HOUR;

/// When an offer of now runs out; none where the start is too near for one. It never runs out between 21:00 and 08:00: where the
/// morning after is too late to ask the next, nothing is offered.
pub(crate) fn expires_at(now: Millis, starts_at: Millis, zone: &str) -> Option<Millis> {
    let ahead = starts_at - now;
    if ahead < NEAR {
        return None;
    }
    let plain = now + if ahead > FAR { LONG } else { SHORT };
    let morning = after_quiet_hours(zone, plain);
    let kind = if morning == plain { plain } else { morning + MORNING };
    (kind <= starts_at - SHORT).then_some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_time::{instant, zone};
    use jiff::civil::datetime;

    fn at(day: i8, hour: i8) -> Millis {
        instant(&zone("Asia/Shanghai").unwrap(), datetime(2026, 11, day, hour, 0, 0, 0)).unwrap()
    }

    // scheduling 4
    #[test]
    fn the_time_to_answer_shrinks_near_the_start_and_ends_before_it() {
        let open = |now, start| expires_at(now, start, "Asia/Shanghai");
        assert_eq!(open(at(23, 10), at(27, 18)), Some(at(24, 10)), "a day");
        assert_eq!(open(at(23, 10), at(24, 18)), Some(at(23, 14)), "four hours");
        assert_eq!(open(at(23, 10), at(23, 18)), Some(at(23, 14)), "eight hours before");
        assert_eq!(open(at(23, 11), at(23, 18)), None, "then somebody asks");
        assert_eq!(open(at(23, 19), at(25, 10)), Some(at(24, 10)), "never in the night");
        assert_eq!(open(at(23, 23), at(24, 9)), None, "and not while people sleep");
    }

    proptest::proptest! {
        #[test]
        fn an_offer_is_open_for_a_while_and_ends_hours_before_the_start(now in 0i64..2_000_000_000_000, ahead in 0i64..400 * HOUR) {
            match expires_at(now, now + ahead, "Europe/London") {
                None => proptest::prop_assert!(ahead < NEAR + 13 * HOUR),
                Some(until) => proptest::prop_assert!(until >= now + SHORT && until <= now + ahead - SHORT),
            }
        }
    }
}

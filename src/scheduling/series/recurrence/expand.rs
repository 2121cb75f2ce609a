//! From a rule to dates.

use super::{Recurrence, RuleEnd};
use crate::error::{Error, Result};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use rrule::RRuleSet;

/// No expansion gives more dates: daily for ten years.
const MOST: u16 = 4_000;

impl Recurrence {
    /// The dates that the rule gives from `first` on, up to its end and never past `horizon`, in order. `first` itself is among
    /// them only if the rule means it.
    pub fn dates(&self, first: Date, start: Time, horizon: Date) -> Result<Vec<Date>> {
        let begin = first.to_datetime(start);
        let horizon = horizon.at(23, 59, 59, 0);
        let (until, most) = match self.end {
            Some(RuleEnd::Until(at)) => (at.min(horizon), usize::MAX),
            Some(RuleEnd::Count(count)) => (horizon, count),
            None => (horizon, usize::MAX),
        };
        if until < begin {
            return Ok(vec![]);
        }
        // as if the wall were in UTC: there each time of each date exists once
        let text = format!("DTSTART:{}\nRRULE:{};UNTIL={}", utc(begin), self.pattern(), utc(until));
        let set: RRuleSet = text.parse().map_err(Error::internal)?;
        let found = set.all(MOST).dates.into_iter().take(most);
        found
            .map(|at| {
                let at = Timestamp::from_second(at.timestamp()).map_err(Error::internal)?;
                Ok(TimeZone::UTC.to_datetime(at).date())
            })
            .collect()
    }
}

fn utc(at: DateTime) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

//! Opening hours: weekly rules, and dates that differ.

use crate::error::{Error, Result};
use crate::field;
use crate::ids::{ExceptionId, StudioId};
use crate::local_time::{minute_text, weekday_of};
use jiff::civil::Date;
use std::fmt;

/// Minutes since midnight on a wall clock; 24:00 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute(pub i64);

impl Minute {
    /// Reads `HH:MM`, 00:00 to 24:00.
    pub fn parse(field: &str, text: &str) -> Result<Self> {
        let is_well_formed = text.len() == 5;
        let minute = crate::imports::values::time(text).filter(|_| is_well_formed);
        minute.map(Minute).ok_or_else(|| Error::field(field, "bad_time"))
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&minute_text(self.0))
    }
}

/// The hours of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningRule {
    /// ISO: 1 is Monday.
    pub weekday: i64,
    pub from: Minute,
    /// To, after `from`.
    pub to: Minute,
}

/// What a date does instead of its weekday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningException {
    pub id: ExceptionId,
    pub studio_id: StudioId,
    /// `YYYY-MM-DD`.
    pub date: String,
    /// The hours; none is closed.
    pub hours: Option<(Minute, Minute)>,
    /// Why, in a few words.
    pub reason: String,
}

/// All opening hours of a studio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningHours {
    pub rules: Vec<OpeningRule>,
    pub exceptions: Vec<OpeningException>,
}

impl OpeningHours {
    /// When the studio is open on `date`: half-open minutes, in order, touching ones joined.
    pub fn on(&self, date: Date) -> Vec<(i64, i64)> {
        let text = date.to_string();
        let of_date: Vec<_> = self
            .exceptions
            .iter()
            .filter(|exception| exception.date == text)
            .collect();
        let weekday = weekday_of(date);
        let mut hours: Vec<(i64, i64)> = if of_date.is_empty() {
            self.rules
                .iter()
                .filter(|rule| rule.weekday == weekday)
                .map(|rule| (rule.from.0, rule.to.0))
                .collect()
        } else if of_date.iter().any(|exception| exception.hours.is_none()) {
            vec![]
        } else {
            of_date
                .iter()
                .filter_map(|exception| exception.hours)
                .map(|(from, to)| (from.0, to.0))
                .collect()
        };
        hours.sort_unstable();
        let mut joined: Vec<(i64, i64)> = vec![];
        for (from, to) in hours {
            match joined.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        joined
    }
}

/// Refuses an end that is not after its start.
pub fn hours(from: Minute, to: Minute) -> Result<(Minute, Minute)> {
    if from < to {
        Ok((from, to))
    } else {
        Err(Error::field("to", "not_after_start"))
    }
}

/// Puts the rules in order; those of one weekday must not overlap.
pub fn rules(mut rules: Vec<OpeningRule>) -> Result<Vec<OpeningRule>> {
    if rules.len() > 70 {
        return Err(Error::field("rules", "too_long"));
    }
    rules.sort_unstable();
    for rule in &rules {
        field::number("weekday", rule.weekday, 1, 7)?;
        hours(rule.from, rule.to)?;
    }
    let overlaps = |pair: &[OpeningRule]| pair[0].weekday == pair[1].weekday && pair[1].from < pair[0].to;
    if rules.windows(2).any(overlaps) {
        return Err(Error::field("rules", "overlap"));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn rule(weekday: i64, from: i64, to: i64) -> OpeningRule {
        OpeningRule {
            weekday,
            from: Minute(from),
            to: Minute(to),
        }
    }

    fn exception(on: &str, hours: Option<(i64, i64)>) -> OpeningException {
        OpeningException {
            id: ExceptionId::mint(&crate::clock::Clock::fixed(0), &crate::chance::Chance::seeded(1)),
            studio_id: StudioId::mint(&crate::clock::Clock::fixed(0), &crate::chance::Chance::seeded(2)),
            date: on.into(),
            hours: hours.map(|(from, to)| (Minute(from), Minute(to))),
            reason: String::new(),
        }
    }

    #[test]
    fn an_exception_replaces_the_weekday_and_closed_outweighs_open() {
        let mut hours = OpeningHours {
            rules: vec![rule(2, 540, 720), rule(2, 720, 1260), rule(7, 600, 700)],
            exceptions: vec![],
        };
        let tuesday = date(2026, 12, 1);
        assert_eq!(hours.on(tuesday), [(540, 1260)]);
        assert_eq!(hours.on(date(2026, 12, 2)), []);
        assert_eq!(hours.on(date(2026, 12, 6)), [(600, 700)]);
        hours.exceptions = vec![
            exception("2026-12-01", Some((900, 1000))),
            exception("2026-12-01", Some((540, 600))),
        ];
        assert_eq!(hours.on(tuesday), [(540, 600), (900, 1000)]);
        hours.exceptions.push(exception("2026-12-01", None));
        assert_eq!(hours.on(tuesday), []);
        assert_eq!(hours.on(date(2026, 12, 8)), [(540, 1260)]);
    }

    #[test]
    fn rules_of_one_day_do_not_overlap() {
        assert!(rules(vec![rule(1, 720, 900), rule(1, 540, 720), rule(2, 540, 900)]).is_ok());
        assert!(rules(vec![rule(1, 540, 721), rule(1, 720, 900)]).is_err());
        assert!(rules(vec![rule(8, 540, 721)]).is_err());
        assert!(rules(vec![rule(1, 540, 540)]).is_err());
    }

    proptest! {
        #[test]
        fn a_minute_reads_what_it_writes(minute in 0i64..=1440) {
            prop_assert_eq!(Minute::parse("x", &Minute(minute).to_string()).unwrap(), Minute(minute));
        }

        #[test]
        fn hours_of_a_day_are_disjoint_and_in_order(spans in proptest::collection::vec((0i64..1400, 1i64..300), 0..8)) {
            let rules = spans.iter().map(|(from, length)| rule(1, *from, (from + length).min(1440))).collect();
            let hours = OpeningHours { rules, exceptions: vec![] }.on(date(2026, 12, 7));
            prop_assert!(hours.windows(2).all(|pair| pair[0].1 < pair[1].0));
            for minute in 0..1440 {
                let is_open = spans.iter().any(|(from, length)| (*from..from + length).contains(&minute));
                prop_assert_eq!(is_open, hours.iter().any(|(from, to)| (*from..*to).contains(&minute)));
            }
        }
    }
}

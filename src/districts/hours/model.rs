//! Opening hours: weekly rules, and dates that differ.

use crate::districts::calendar_days::model::{DayKind, StudioCalendar};
use crate::districts::closures::model::Closure;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{ExceptionId, StudioId};
use crate::local_time::{END_OF_DAY, minute_text, weekday_of};
use crate::text_enum;
use jiff::civil::Date;
use std::fmt;

/// Minutes since midnight on a wall clock; 24:00 is the end of the day, and what is after it is of the next date.
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
        let minute = if self.0 > END_OF_DAY {
            self.0 - END_OF_DAY
        } else {
            self.0
        };
        f.write_str(&minute_text(minute))
    }
}

/// The last minute that hours of a date may have: up to midnight of the date after the next.
const LAST: i64 = 2 * END_OF_DAY - 1;

/// The hours of a weekday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpeningRule {
    /// ISO: 1 is Monday.
    pub weekday: i64,
    pub from: Minute,
    /// After `from`; from 1440 on it is on the next date.
    pub to: Minute,
}

impl OpeningRule {
    /// When it is within a week, in minutes since Monday began.
    fn span(&self) -> (i64, i64) {
        let day = (self.weekday - 1) * END_OF_DAY;
        (day + self.from.0, day + self.to.0)
    }
}

/// The hours of a week, and the day from which they hold; the first set has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningSet {
    /// `YYYY-MM-DD`, or empty.
    pub valid_from: String,
    pub rules: Vec<OpeningRule>,
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

text_enum! {
    /// What decides about the hours of a date.
    pub DaySource {
        Closure = "closure",
        Exception = "exception",
        /// A public holiday on which the studio is closed.
        PublicHoliday = "public_holiday",
        /// A make-up working day with the hours of another weekday.
        MakeUpDay = "make_up_day",
        Weekday = "weekday",
    }
}

/// What a date is for a studio.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectiveDay {
    pub source: DaySource,
    /// When it is open: half-open minutes, in order, touching ones joined. Minutes from 1440 on are of the next date.
    pub hours: Vec<(i64, i64)>,
}

/// All opening hours of a studio.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpeningHours {
    /// In the order of the days from which they hold.
    pub sets: Vec<OpeningSet>,
    pub exceptions: Vec<OpeningException>,
    pub closures: Vec<Closure>,
    pub calendar: StudioCalendar,
}

impl OpeningHours {
    /// The weekly hours that hold on a date.
    pub fn set_on(&self, date: Date) -> &[OpeningRule] {
        let text = date.to_string();
        let in_force = self.sets.iter().rev().find(|set| set.valid_from <= text);
        in_force.map_or(&[], |set| set.rules.as_slice())
    }

    fn of_weekday(&self, date: Date, weekday: i64) -> Vec<(i64, i64)> {
        let rules = self.set_on(date).iter().filter(|rule| rule.weekday == weekday);
        rules.map(|rule| (rule.from.0, rule.to.0)).collect()
    }

    /// What the date is: a closure, else an exception, else its public day, else its weekday. A closed exception outweighs open ones.
    pub fn effective_day(&self, date: Date) -> EffectiveDay {
        let text = date.to_string();
        let of = |source, hours| EffectiveDay {
            source,
            hours: joined(hours),
        };
        if self.closures.iter().any(|closure| closure.contains(&text)) {
            return of(DaySource::Closure, vec![]);
        }
        let exceptions = || self.exceptions.iter().filter(|exception| exception.date == text);
        if exceptions().any(|exception| exception.hours.is_none()) {
            return of(DaySource::Exception, vec![]);
        }
        let hours = exceptions().filter_map(|exception| exception.hours);
        let hours: Vec<_> = hours.map(|(from, to)| (from.0, to.0)).collect();
        if !hours.is_empty() {
            return of(DaySource::Exception, hours);
        }
        let weekday = weekday_of(date);
        match (self.calendar.kind_on(date), self.calendar.make_up_hours.get(&text)) {
            (DayKind::Off, _) if self.calendar.closes_on_public_days => of(DaySource::PublicHoliday, vec![]),
            (DayKind::MakeUpWork, Some(other)) => of(DaySource::MakeUpDay, self.of_weekday(date, *other)),
            _ => of(DaySource::Weekday, self.of_weekday(date, weekday)),
        }
    }

    /// Whether the studio is closed on a date on which its week would have it open, or would not: a series skips or moves such dates.
    pub fn is_off_day(&self, date: Date) -> bool {
        let day = self.effective_day(date);
        day.source != DaySource::Weekday && day.source != DaySource::MakeUpDay && day.hours.is_empty()
    }

    /// When the studio is open on `date`; minutes from 1440 on are of the next date.
    pub fn on(&self, date: Date) -> Vec<(i64, i64)> {
        self.effective_day(date).hours
    }
}

fn joined(mut hours: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
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

/// The hours from one time of the wall to another; an end that is not after the start is on the next date.
pub fn hours(from: Minute, to: Minute) -> Result<(Minute, Minute)> {
    let to = if to > from { to } else { Minute(to.0 + END_OF_DAY) };
    let is_sound = from.0 < END_OF_DAY && to.0 - from.0 <= END_OF_DAY && to.0 <= LAST;
    if is_sound && to.0 != from.0 + END_OF_DAY || (from.0, to.0) == (0, END_OF_DAY) {
        Ok((from, to))
    } else {
        Err(Error::field("to", "not_after_start"))
    }
}

/// Puts the rules in order; they must not overlap, also not over midnight or from Sunday to Monday.
pub fn rules(mut rules: Vec<OpeningRule>) -> Result<Vec<OpeningRule>> {
    if rules.len() > 70 {
        return Err(Error::field("rules", "too_long"));
    }
    rules.sort_unstable();
    for rule in &rules {
        field::number("weekday", rule.weekday, 1, 7)?;
    }
    let mut spans: Vec<(i64, i64)> = rules.iter().map(OpeningRule::span).collect();
    // the first of the week again, after the last
    spans.extend(rules.first().map(|first| {
        let (from, to) = first.span();
        (from + 7 * END_OF_DAY, to + 7 * END_OF_DAY)
    }));
    if spans.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        return Err(Error::field("rules", "overlap"));
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bilingual::Bilingual;
    use crate::districts::calendar_days::model::CalendarDay;
    use crate::ids::ClosureId;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn rule(weekday: i64, from: i64, to: i64) -> OpeningRule {
        OpeningRule {
            weekday,
            from: Minute(from),
            to: Minute(to),
        }
    }

    fn weekly(rules: Vec<OpeningRule>) -> OpeningHours {
        let valid_from = String::new();
        OpeningHours {
            sets: vec![OpeningSet { valid_from, rules }],
            ..OpeningHours::default()
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
        let mut hours = weekly(vec![rule(2, 540, 720), rule(2, 720, 1260), rule(7, 600, 700)]);
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
        assert!(
            rules(vec![rule(7, 1200, 1500), rule(1, 0, 61)]).is_err(),
            "from Sunday to Monday"
        );
        assert!(rules(vec![rule(7, 1200, 1500), rule(1, 60, 120)]).is_ok());
        assert!(
            rules(vec![rule(5, 1200, 1500), rule(6, 59, 120)]).is_err(),
            "over midnight"
        );
    }

    #[test]
    fn hours_past_midnight_are_one_line() {
        let read = |from: &str, to: &str| {
            let minute = |text| Minute::parse("x", text).unwrap();
            hours(minute(from), minute(to)).map(|(from, to)| (from.0, to.0)).ok()
        };
        assert_eq!(read("18:00", "02:00"), Some((1080, 1560)));
        assert_eq!(read("18:00", "00:00"), Some((1080, 1440)));
        assert_eq!(read("18:00", "24:00"), Some((1080, 1440)));
        assert_eq!(read("00:00", "24:00"), Some((0, 1440)));
        assert_eq!(read("18:00", "18:00"), None);
        assert_eq!(read("24:00", "02:00"), None);
        assert_eq!(Minute(1560).to_string(), "02:00");
    }

    // scheduling case 14
    #[test]
    fn hours_hold_from_their_day_on() {
        let set = |valid_from: &str, rules| OpeningSet {
            valid_from: valid_from.into(),
            rules,
        };
        let hours = OpeningHours {
            sets: vec![
                set("", vec![rule(2, 540, 1260)]),
                set("2026-12-08", vec![rule(2, 600, 720)]),
                set("2026-12-22", vec![]),
            ],
            ..OpeningHours::default()
        };
        assert_eq!(hours.on(date(2026, 12, 1)), [(540, 1260)]);
        assert_eq!(hours.on(date(2026, 12, 8)), [(600, 720)]);
        assert_eq!(hours.on(date(2026, 12, 15)), [(600, 720)]);
        assert_eq!(hours.on(date(2026, 12, 22)), []);
    }

    // scheduling case 31
    #[test]
    fn a_make_up_sunday_has_its_own_hours_until_the_studio_chooses_others() {
        let sunday = date(2026, 9, 20);
        let mut hours = weekly(vec![rule(1, 540, 1260), rule(6, 600, 1000)]);
        let day = |on: &str, kind| {
            let day = CalendarDay {
                region: "CN".into(),
                date: on.into(),
                kind,
                name: Bilingual::written("x"),
                year: 2026,
            };
            (on.to_owned(), day)
        };
        hours.calendar.closes_on_public_days = true;
        hours.calendar.days = [day("2026-09-20", DayKind::MakeUpWork), day("2026-10-05", DayKind::Off)].into();
        assert_eq!(hours.effective_day(sunday).source, DaySource::Weekday);
        assert_eq!(hours.on(sunday), [], "closed on Sundays");
        hours.calendar.make_up_hours.insert(sunday.to_string(), 1);
        assert_eq!(hours.effective_day(sunday).source, DaySource::MakeUpDay);
        assert_eq!(hours.on(sunday), [(540, 1260)]);
        assert_eq!(hours.on(date(2026, 9, 27)), [], "another Sunday is as before");
        // a Monday that is a public holiday
        let monday = date(2026, 10, 5);
        assert_eq!(hours.effective_day(monday).source, DaySource::PublicHoliday);
        assert_eq!(hours.on(monday), []);
        hours.exceptions = vec![exception("2026-10-05", Some((600, 700)))];
        assert_eq!(hours.on(monday), [(600, 700)], "an exception of the studio is nearer");
        hours.exceptions.clear();
        hours.calendar.closes_on_public_days = false;
        assert_eq!(hours.on(monday), [(540, 1260)]);
        // a closure outweighs everything
        hours.exceptions = vec![exception("2026-10-05", Some((600, 700)))];
        hours.closures = vec![Closure {
            id: ClosureId::mint(&crate::clock::Clock::fixed(0), &crate::chance::Chance::seeded(3)),
            studio_id: hours.exceptions[0].studio_id.clone(),
            from_date: "2026-10-05".into(),
            to_date: "2026-10-06".into(),
            reason: String::new(),
            created_at: 0,
        }];
        assert_eq!(hours.effective_day(monday).source, DaySource::Closure);
        assert!(hours.is_off_day(monday) && !hours.is_off_day(date(2026, 10, 7)) && !hours.is_off_day(sunday));
        assert_eq!(hours.on(monday), []);
    }

    proptest! {
        #[test]
        fn a_minute_reads_what_it_writes(minute in 0i64..=1440) {
            prop_assert_eq!(Minute::parse("x", &Minute(minute).to_string()).unwrap(), Minute(minute));
        }

        #[test]
        fn hours_of_a_day_are_disjoint_and_in_order(spans in proptest::collection::vec((0i64..1400, 1i64..300), 0..8)) {
            let rules = spans.iter().map(|(from, length)| rule(1, *from, (from + length).min(1440))).collect();
            let hours = weekly(rules).on(date(2026, 12, 7));
            prop_assert!(hours.windows(2).all(|pair| pair[0].1 < pair[1].0));
            for minute in 0..1440 {
                let is_open = spans.iter().any(|(from, length)| (*from..from + length).contains(&minute));
                prop_assert_eq!(is_open, hours.iter().any(|(from, to)| (*from..*to).contains(&minute)));
            }
        }
    }
}

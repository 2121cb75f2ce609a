//! When somebody would rather work: `周一 18:00-21:00; 周六 09:00-17:00 可以; 周日 00:00-24:00 不行`, and what they say of single
//! dates, which replaces the week on that date. A preference: it warns and ranks, and refuses only where the rule is set so.

use crate::imports::rows::tidy;
use crate::imports::values::{parts, range, weekday};
use crate::local_time::{END_OF_DAY, add_days, minute_of, minute_text, weekday_of};
use crate::scheduling::planning_rules::model::{PlanningRule, PlanningRules};
use crate::scheduling::rules::{PersonFacts, Reason, Rule, StaffMember, SubjectKind, severity_of};
use crate::scheduling::slot::Slot;
use crate::text_enum;
use jiff::civil::{Date, Time};

text_enum! {
    /// How somebody would have a time.
    pub Mood {
        Gladly = "gladly",
        Possible = "possible",
        Not = "not",
    }
}

/// A window of a weekday, in minutes of its date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// 1 is Monday.
    pub weekday: i64,
    pub from: i64,
    pub to: i64,
    pub mood: Mood,
}

/// A window of one date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateWindow {
    /// `YYYY-MM-DD`.
    pub date: String,
    pub from: i64,
    pub to: i64,
    pub mood: Mood,
}

/// The windows of a usual week.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Available(Vec<Window>);

const WEEKDAYS: &str = "一二三四五六日";

impl Available {
    pub fn new(windows: Vec<Window>) -> Self {
        Available(windows)
    }

    pub fn windows(&self) -> &[Window] {
        &self.0
    }

    /// Reads the cell; an empty one says nothing. A window without a word is one in which they gladly work.
    pub fn parse(cell: &str) -> Option<Self> {
        let window = |part: String| {
            let (day, rest) = part.split_once(char::is_whitespace)?;
            let rest = rest.trim();
            let (hours, mood) = match rest.rsplit_once(char::is_whitespace) {
                Some((hours, word)) if mood_of(word).is_some() => (hours.trim(), mood_of(word)?),
                _ => (rest, Mood::Gladly),
            };
            let (from, to) = range(hours)?;
            let weekday = weekday(day)?;
            Some(Window {
                weekday,
                from,
                to,
                mood,
            })
        };
        parts(&tidy(cell))
            .into_iter()
            .map(window)
            .collect::<Option<Vec<_>>>()
            .map(Available)
    }

    /// What is stored of a person. It was read when it came in; what cannot be read any more says nothing.
    pub fn stored(text: &str) -> Self {
        Self::parse(text).unwrap_or_default()
    }

    /// The text that is stored, and that a sheet can bring in.
    pub fn to_text(&self) -> String {
        let part = |window: &Window| {
            let index = usize::try_from(window.weekday - 1).unwrap_or(0);
            let day = WEEKDAYS.chars().nth(index).unwrap_or('一');
            let word = match window.mood {
                Mood::Gladly => "",
                Mood::Possible => " 可以",
                Mood::Not => " 不行",
            };
            format!("周{day} {}-{}{word}", minute_text(window.from), minute_text(window.to))
        };
        self.0.iter().map(part).collect::<Vec<_>>().join("; ")
    }

    /// What they said of a session at this time; nothing where they said nothing that reaches it. What is said of a date
    /// replaces the week on it. After midnight the next date is asked.
    pub fn at(&self, dates: &[DateWindow], slot: &Slot) -> Option<Mood> {
        let (date, from, to) = on_the_wall(slot)?;
        let first = self.on(dates, date, from, to.min(END_OF_DAY));
        if to <= END_OF_DAY {
            return first;
        }
        let next = self.on(dates, add_days(date, 1).ok()?, 0, to - END_OF_DAY);
        first.max(next)
    }

    fn on(&self, dates: &[DateWindow], date: Date, from: i64, to: i64) -> Option<Mood> {
        let text = date.to_string();
        let of_date = dates.iter().filter(|window| window.date == text);
        let mut spans: Vec<(i64, i64, Mood)> = of_date.map(|window| (window.from, window.to, window.mood)).collect();
        let is_said = if spans.is_empty() {
            let day = weekday_of(date);
            let of_day = self.0.iter().filter(|window| window.weekday == day);
            spans = of_day.map(|window| (window.from, window.to, window.mood)).collect();
            self.0.iter().any(|window| window.mood != Mood::Not)
        } else {
            spans.iter().any(|span| span.2 != Mood::Not)
        };
        if spans
            .iter()
            .any(|span| span.2 == Mood::Not && span.0 < to && from < span.1)
        {
            return Some(Mood::Not);
        }
        let is_covered = |worst: Mood| covers(&spans, worst, from, to);
        if is_covered(Mood::Gladly) {
            Some(Mood::Gladly)
        } else if is_covered(Mood::Possible) {
            Some(Mood::Possible)
        } else {
            is_said.then_some(Mood::Not)
        }
    }
}

/// Whether windows at least as good as `worst` cover every minute.
fn covers(spans: &[(i64, i64, Mood)], worst: Mood, from: i64, to: i64) -> bool {
    let mut good: Vec<_> = spans.iter().filter(|span| span.2 <= worst).collect();
    good.sort_by_key(|span| span.0);
    let mut reached = from;
    for span in good {
        if span.0 <= reached {
            reached = reached.max(span.1);
        }
    }
    reached >= to
}

fn mood_of(word: &str) -> Option<Mood> {
    match word {
        "乐意" | "gladly" => Some(Mood::Gladly),
        "可以" | "possible" => Some(Mood::Possible),
        "不行" | "not" => Some(Mood::Not),
        _ => None,
    }
}

/// Said of those who lead; whoever watches comes of their own accord.
pub(crate) fn judge(
    seat: &StaffMember,
    slot: &Slot,
    facts: &PersonFacts,
    rules: &PlanningRules,
    reasons: &mut Vec<Reason>,
) {
    let Some(severity) = severity_of(rules.get(PlanningRule::NotAvailable)) else {
        return;
    };
    let person = &seat.person;
    if seat.role.leads() && person.available.at(&facts.dates, slot) == Some(Mood::Not) {
        let (id, name) = (person.id.as_str(), person.nickname.as_str());
        let kind = SubjectKind::Person;
        reasons.push(Reason::about(Rule::NotAvailable, severity, kind, Some(id), name));
    }
}

/// The date, and the minutes from its midnight.
fn on_the_wall(slot: &Slot) -> Option<(Date, i64, i64)> {
    let day: Date = slot.local_date.parse().ok()?;
    let start: Time = slot.local_start.parse().ok()?;
    let from = minute_of(start);
    Some((day, from, from + slot.minutes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn slot(day: i8, start: &str, minutes: i64) -> Slot {
        let start = format!("{start}:00").parse().unwrap();
        Slot::new("Asia/Shanghai", date(2026, 11, 22 + day), start, minutes).unwrap()
    }

    #[test]
    fn preferences_are_read_and_asked() {
        let available = Available::parse("周一 18:00-21:00； 周六 ０９:00～17:00 可以; 周日 00:00-24:00 不行").unwrap();
        let at = |day, start, minutes| available.at(&[], &slot(day, start, minutes));
        assert_eq!(at(1, "18:00", 180), Some(Mood::Gladly));
        assert_eq!(at(1, "17:59", 60), Some(Mood::Not));
        assert_eq!(at(2, "18:00", 60), Some(Mood::Not));
        assert_eq!(at(6, "10:00", 90), Some(Mood::Possible));
        assert_eq!(at(7, "10:00", 90), Some(Mood::Not));
        assert_eq!(Available::parse("").unwrap().at(&[], &slot(3, "00:00", 60)), None);
        for cell in [
            "周一",
            "18:00-21:00",
            "周八 18:00-21:00",
            "周一 21:00-18:00",
            "周一 18:00-21:00 也许",
            "晚上都行",
        ] {
            assert_eq!(Available::parse(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_date_replaces_the_week_on_it_and_midnight_asks_the_next_day() {
        let week = Available::parse("周一 18:00-24:00; 周二 00:00-02:00").unwrap();
        assert_eq!(week.at(&[], &slot(1, "23:00", 120)), Some(Mood::Gladly));
        let window = |day: i8, from, to, mood| DateWindow {
            date: date(2026, 11, 22 + day).to_string(),
            from,
            to,
            mood,
        };
        let away = [window(1, 0, 1440, Mood::Not)];
        assert_eq!(week.at(&away, &slot(1, "19:00", 60)), Some(Mood::Not));
        let extra = [window(3, 600, 720, Mood::Possible)];
        assert_eq!(week.at(&extra, &slot(3, "10:00", 120)), Some(Mood::Possible));
        assert_eq!(week.at(&extra, &slot(3, "10:00", 121)), Some(Mood::Not));
        // a single "not" of somebody who named no hours says nothing of other times
        let silent = Available::default();
        assert_eq!(
            silent.at(&[window(1, 600, 720, Mood::Not)], &slot(1, "13:00", 60)),
            None
        );
    }

    fn mood() -> impl Strategy<Value = Mood> {
        prop_oneof![Just(Mood::Gladly), Just(Mood::Possible), Just(Mood::Not)]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            windows in proptest::collection::vec((1i64..8, 0i64..1439, 1i64..1440, mood()), 0..6),
        ) {
            let windows = windows.into_iter().map(|(weekday, from, long, mood)| {
                Window { weekday, from, to: (from + long).min(1440), mood }
            });
            let available = Available::new(windows.collect());
            prop_assert_eq!(Available::parse(&available.to_text()), Some(available));
        }

        // the oracle asks minute by minute
        #[test]
        fn a_time_is_as_good_as_its_worst_minute(
            windows in proptest::collection::vec((0i64..24, 1i64..24, mood()), 0..6),
            start in 0i64..20, hours in 1i64..4,
        ) {
            let windows: Vec<Window> = windows.into_iter().map(|(from, long, mood)| {
                Window { weekday: 1, from: from * 60, to: ((from + long) * 60).min(1440), mood }
            }).collect();
            let minutes = start * 60..((start + hours) * 60).min(1440);
            let of = |minute: i64| {
                let here = windows.iter().filter(|window| (window.from..window.to).contains(&minute));
                let moods: Vec<Mood> = here.map(|window| window.mood).collect();
                if moods.contains(&Mood::Not) { None } else { moods.into_iter().min() }
            };
            let worst = minutes.clone().map(|minute| of(minute).unwrap_or(Mood::Not)).max();
            let is_silent = windows.iter().all(|window| window.mood == Mood::Not)
                && minutes.clone().all(|minute| windows.iter().all(|window| !(window.from..window.to).contains(&minute)));
            let expected = if is_silent { None } else { worst };
            let slot = slot(1, &format!("{start:02}:00"), minutes.end - minutes.start);
            prop_assert_eq!(Available::new(windows).at(&[], &slot), expected);
        }
    }
}

//! Reads a rule. A refusal names the part as the field `rule.<PART>`: `unsupported` for what is outside of the grammar, `invalid` for
//! a value that the part does not take.

use super::{DAYS, Frequency, Recurrence, RuleDay, RuleEnd};
use crate::error::{Error, Result};
use jiff::civil::{Date, DateTime};
use std::collections::BTreeMap;

/// No rule counts further or steps wider.
const MOST: i64 = 1_000;

/// What may stand beside the frequency.
const PARTS: [&str; 6] = ["INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "COUNT", "UNTIL"];

fn refuse(part: &str, code: &str) -> Error {
    Error::field(format!("rule.{part}"), code)
}

impl Recurrence {
    /// Reads `FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=12`, with or without `RRULE:` before it.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().to_ascii_uppercase();
        let mut parts: BTreeMap<&str, &str> = BTreeMap::new();
        let body = text.strip_prefix("RRULE:").unwrap_or(&text);
        if body.len() > 400 {
            return Err(Error::field("rule", "too_long"));
        }
        for part in body.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| Error::field("rule", "invalid"))?;
            if parts.insert(name, value).is_some() {
                return Err(refuse(name, "twice"));
            }
        }
        let frequency = parts.remove("FREQ").ok_or_else(|| refuse("FREQ", "required"))?;
        let frequency = Frequency::parse(frequency).ok_or_else(|| refuse("FREQ", "unsupported"))?;
        // weeks begin on Monday, which is also what a rule means that does not say so
        if parts.get("WKST") == Some(&"MO") {
            parts.remove("WKST");
        }
        if let Some(name) = parts.keys().find(|name| !PARTS.contains(name)) {
            return Err(refuse(name, "unsupported"));
        }
        let rule = Recurrence {
            frequency,
            interval: number("INTERVAL", parts.remove("INTERVAL").unwrap_or("1"), 1..=MOST)?,
            by_day: list(parts.remove("BYDAY"), day)?,
            by_month_day: list(parts.remove("BYMONTHDAY"), |text| position("BYMONTHDAY", text, 31))?,
            by_set_pos: list(parts.remove("BYSETPOS"), |text| position("BYSETPOS", text, 366))?,
            end: end(parts.remove("COUNT"), parts.remove("UNTIL"))?,
        };
        rule.must_fit()?;
        Ok(rule)
    }

    /// Refuses parts that do not go together.
    fn must_fit(&self) -> Result<()> {
        let is_monthly = self.frequency == Frequency::Monthly;
        let has_nth = self.by_day.iter().any(|day| day.nth.is_some());
        if has_nth && (!is_monthly || !self.by_month_day.is_empty()) {
            return Err(refuse("BYDAY", "unsupported"));
        }
        if self.frequency == Frequency::Weekly && !self.by_month_day.is_empty() {
            return Err(refuse("BYMONTHDAY", "unsupported"));
        }
        let is_chosen = !self.by_day.is_empty() || !self.by_month_day.is_empty();
        let may_pick = is_monthly && is_chosen;
        if !may_pick && !self.by_set_pos.is_empty() {
            return Err(refuse("BYSETPOS", "unsupported"));
        }
        Ok(())
    }
}

fn list<T: PartialEq>(text: Option<&str>, read: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    let mut found = vec![];
    for value in text.iter().flat_map(|text| text.split(',')) {
        let value = read(value)?;
        if !found.contains(&value) {
            found.push(value);
        }
    }
    Ok(found)
}

fn number(part: &str, text: &str, within: std::ops::RangeInclusive<i64>) -> Result<i64> {
    let value = text.parse().ok().filter(|value| within.contains(value));
    value.ok_or_else(|| refuse(part, "invalid"))
}

/// Counted from the beginning or, below zero, from the end.
fn position(part: &str, text: &str, most: i64) -> Result<i64> {
    match number(part, text.strip_prefix('+').unwrap_or(text), -most..=most)? {
        0 => Err(refuse(part, "invalid")),
        value => Ok(value),
    }
}

fn day(text: &str) -> Result<RuleDay> {
    let split = text.len().checked_sub(2).filter(|at| text.is_char_boundary(*at));
    let (nth, name) = text.split_at(split.ok_or_else(|| refuse("BYDAY", "invalid"))?);
    let weekday = (1..)
        .zip(DAYS)
        .find(|(_, day)| *day == name)
        .map(|(weekday, _)| weekday);
    Ok(RuleDay {
        nth: (!nth.is_empty()).then(|| position("BYDAY", nth, 5)).transpose()?,
        weekday: weekday.ok_or_else(|| refuse("BYDAY", "invalid"))?,
    })
}

fn end(count: Option<&str>, until: Option<&str>) -> Result<Option<RuleEnd>> {
    match (count, until) {
        (Some(_), Some(_)) => Err(refuse("COUNT", "rule_end")),
        (Some(count), None) => {
            let count = number("COUNT", count, 1..=MOST)?;
            Ok(usize::try_from(count).ok().map(RuleEnd::Count))
        }
        (None, Some(until)) => wall(until).map(Some).ok_or_else(|| refuse("UNTIL", "bad_date")),
        (None, None) => Ok(None),
    }
}

/// `YYYYMMDD`, or `YYYYMMDDTHHMMSS` of the wall clock. A time in UTC would need a zone and is refused.
fn wall(text: &str) -> Option<RuleEnd> {
    match text.len() {
        8 => Date::strptime("%Y%m%d", text).ok().map(RuleEnd::with),
        15 => DateTime::strptime("%Y%m%dT%H%M%S", text).ok().map(RuleEnd::Until),
        _ => None,
    }
}

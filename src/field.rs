//! Small checks of fields, each with a stable code: `required`, `too_long`, `too_short`, `not_allowed`, `out_of_range`.

use crate::clock::Millis;
use crate::content::{holds_identity_number, is_blank};
use crate::error::{Code, Error, Result};
use jiff::civil::Date;
use std::ops::RangeInclusive;

/// Trimmed text of `least` to `most` characters (Unicode scalar values) without control characters, which does not hold
/// an identity number (safety 22). Line breaks are kept.
pub fn text(field: &str, value: &str, least: usize, most: usize) -> Result<String> {
    let value = value.trim();
    let count = value.chars().count();
    if is_blank(value) && least > 0 {
        return Err(Error::field(field, "required"));
    }
    if count < least {
        return Err(Error::field(field, "too_short"));
    }
    if count > most {
        return Err(Error::field(field, "too_long"));
    }
    if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
        return Err(Error::field(field, "not_allowed"));
    }
    if holds_identity_number(value) {
        return Err(Error::from(Code::RefusedContent).and_field(field, "identity_number"));
    }
    Ok(value.to_owned())
}

/// A number within `least..=most`.
pub fn number(field: &str, value: i64, least: i64, most: i64) -> Result<i64> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Error::field(field, "out_of_range"))
    }
}

/// The first and the last date that anything here may be about. Whatever is reckoned from one of them, such as the week around it or the
/// end of a training, is still a date.
pub const DATES: RangeInclusive<Date> = Date::constant(1970, 1, 1)..=Date::constant(2199, 12, 31);
/// The first and the last instant: those dates in any zone.
const INSTANTS: RangeInclusive<Millis> = 0..=7_258_118_399_999;

/// A calendar date `YYYY-MM-DD` within [`DATES`].
pub fn date(field: &str, value: &str) -> Result<Date> {
    let is_well_formed = value.len() == 10 && value.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let parsed: Option<Date> = if is_well_formed { value.parse().ok() } else { None };
    let date = parsed.ok_or_else(|| Error::field(field, "bad_date"))?;
    DATES
        .contains(&date)
        .then_some(date)
        .ok_or_else(|| Error::field(field, "out_of_range"))
}

/// An instant that is a time of ours, so that it can be reckoned with.
pub fn instant(field: &str, value: Millis) -> Result<Millis> {
    number(field, value, *INSTANTS.start(), *INSTANTS.end())
}

/// A time of day `HH:MM`.
pub fn time(field: &str, value: &str) -> Result<jiff::civil::Time> {
    let well_formed = value.len() == 5 && value.as_bytes()[2] == b':';
    let parsed = if well_formed { value.parse().ok() } else { None };
    parsed.ok_or_else(|| Error::field(field, "bad_time"))
}

/// Changes a value if there is another one.
pub fn set<T: Clone>(value: &mut T, change: &Option<T>) {
    if let Some(change) = change {
        value.clone_from(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_one_that_can_be_reckoned_with() {
        assert_eq!(date("d", "1970-01-01").unwrap(), *DATES.start());
        assert_eq!(date("d", "2199-12-31").unwrap(), *DATES.end());
        for (wrong, code) in [
            ("1969-12-31", "out_of_range"),
            ("2200-01-01", "out_of_range"),
            ("9999-12-31", "out_of_range"),
            ("-009999-01-02", "bad_date"),
            ("+002026-01-02", "bad_date"),
            ("2026-02-30", "bad_date"),
            ("20260102", "bad_date"),
            ("2026-01-02T00", "bad_date"),
            ("", "bad_date"),
        ] {
            assert_eq!(date("d", wrong).unwrap_err().fields[0].code, code, "{wrong}");
        }
    }

    #[test]
    fn an_instant_is_within_the_dates() {
        for (at, is_ours) in [
            (0, true),
            (-1, false),
            (*INSTANTS.end(), true),
            (*INSTANTS.end() + 1, false),
            (Millis::MIN, false),
        ] {
            assert_eq!(instant("at", at).is_ok(), is_ours, "{at}");
        }
        let last = jiff::Timestamp::from_millisecond(*INSTANTS.end()).unwrap();
        assert_eq!(last.to_zoned_datetime(jiff::tz::TimeZone::UTC).date(), *DATES.end());
    }
}

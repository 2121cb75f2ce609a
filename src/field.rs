//! Small checks of fields, each with a stable code: `required`, `too_long`, `too_short`, `not_allowed`, `out_of_range`.

use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};

/// Trimmed text of `least` to `most` characters (Unicode scalar values) without control characters, which does not hold
/// an identity number (safety 22). Line breaks are kept.
pub fn text(field: &str, value: &str, least: usize, most: usize) -> Result<String> {
    let value = value.trim();
    let count = value.chars().count();
    if count == 0 && least > 0 {
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

/// A calendar date `YYYY-MM-DD`.
pub fn date(field: &str, value: &str) -> Result<jiff::civil::Date> {
    value.parse().map_err(|_| Error::field(field, "bad_date"))
}

/// A time of day `HH:MM`.
pub fn time(field: &str, value: &str) -> Result<jiff::civil::Time> {
    let well_formed = value.len() == 5 && value.as_bytes()[2] == b':';
    let parsed = if well_formed { value.parse().ok() } else { None };
    parsed.ok_or_else(|| Error::field(field, "bad_time"))
}

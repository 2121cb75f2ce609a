//! The default booking rules, read from a file that is part of the program.

use crate::scheduling::places::model::{BookingMode, BookingRule};
use serde::Deserialize;

const FILE: &str = include_str!("booking_rules.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(rename = "type")]
    type_code: String,
    mode: BookingMode,
    is_listed: bool,
    observers: i64,
    co_leads: i64,
    leads: i64,
}

/// The default rule of each type.
pub(crate) fn default_rules() -> Result<Vec<(String, BookingRule)>, String> {
    let file: File = toml::from_str(FILE).map_err(|error| error.to_string())?;
    Ok(file.rules.into_iter().map(read).collect())
}

fn read(written: Written) -> (String, BookingRule) {
    let rule = BookingRule {
        mode: written.mode,
        is_listed: written.is_listed,
        observers: written.observers,
        co_leads: written.co_leads,
        leads: written.leads,
    };
    (written.type_code, rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheduling::types::defaults::default_types;

    #[test]
    fn every_default_type_has_its_rule_and_none_has_two() {
        let rules = default_rules().unwrap();
        let mut with_rule: Vec<&str> = rules.iter().map(|(code, _)| code.as_str()).collect();
        let types = default_types().unwrap();
        let mut codes: Vec<&str> = types.iter().map(|kind| kind.code.as_str()).collect();
        with_rule.sort_unstable();
        codes.sort_unstable();
        assert_eq!(with_rule, codes);
    }
}

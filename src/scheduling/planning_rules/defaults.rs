//! The rules as they ship, read from a file that is part of the program. It is the only place where they are written.

use crate::error::{Error, Result};
use crate::scheduling::planning_rules::model::{PlanningRule, RuleSeverity, Setting};
use serde::Deserialize;

const FILE: &str = include_str!("planning_rules.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rules: Vec<DefaultRule>,
}

/// A rule as it ships.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DefaultRule {
    pub code: PlanningRule,
    pub severity: RuleSeverity,
    #[serde(default)]
    pub amount: i64,
    /// `minutes`, `sessions` or `days`; none where the rule has no amount.
    pub unit: Option<String>,
    /// The largest amount that makes sense.
    #[serde(default)]
    pub most: i64,
}

impl DefaultRule {
    pub(crate) fn setting(&self) -> Setting {
        Setting {
            severity: self.severity,
            amount: self.amount,
        }
    }
}

/// Every rule, in the order in which the editor shows them.
pub(crate) fn default_rules() -> Result<Vec<DefaultRule>> {
    let file: File = toml::from_str(FILE).map_err(|why| Error::internal(std::io::Error::other(why)))?;
    Ok(file.rules)
}

pub(crate) fn default_rule(code: PlanningRule) -> Result<DefaultRule> {
    let found = default_rules()?.into_iter().find(|rule| rule.code == code);
    found.ok_or_else(Error::not_found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_that_ships_has_each_rule_once_and_within_its_bounds() {
        let rules = default_rules().unwrap();
        let codes: Vec<PlanningRule> = rules.iter().map(|rule| rule.code).collect();
        assert_eq!(codes, PlanningRule::ALL);
        for rule in rules {
            assert!((0..=rule.most).contains(&rule.amount), "{}", rule.code);
            assert_eq!(rule.unit.is_some(), rule.most > 0, "{}", rule.code);
            assert!(!rule.code.always_blocks() || rule.severity == RuleSeverity::BlockPublish);
        }
    }
}

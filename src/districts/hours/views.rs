//! Opening hours as people see and send them.

use super::model::{OpeningException, OpeningRule, OpeningSet};
use crate::ids::ExceptionId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The hours of a weekday.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpeningRule)]
pub struct OpeningRuleView {
    /// ISO: 1 is Monday.
    pub(super) weekday: i64,
    /// `HH:MM`.
    pub(super) from: String,
    /// `HH:MM`, up to 24:00. An end that is not after the start is on the next date.
    pub(super) to: String,
}

impl From<OpeningRule> for OpeningRuleView {
    fn from(rule: OpeningRule) -> Self {
        OpeningRuleView {
            weekday: rule.weekday,
            from: rule.from.to_string(),
            to: rule.to.to_string(),
        }
    }
}

/// Weekly hours that hold from a day on.
#[derive(Serialize, ToSchema)]
#[schema(as = OpeningSet)]
pub struct OpeningSetView {
    /// `YYYY-MM-DD`.
    valid_from: String,
    rules: Vec<OpeningRuleView>,
}

impl From<OpeningSet> for OpeningSetView {
    fn from(set: OpeningSet) -> Self {
        OpeningSetView {
            valid_from: set.valid_from,
            rules: set.rules.into_iter().map(OpeningRuleView::from).collect(),
        }
    }
}

/// What a date does instead of its weekday.
#[derive(Serialize, ToSchema)]
#[schema(as = OpeningException)]
pub struct OpeningExceptionView {
    id: ExceptionId,
    date: String,
    is_closed: bool,
    #[schema(required = true)]
    from: Option<String>,
    #[schema(required = true)]
    to: Option<String>,
    reason: String,
}

impl From<OpeningException> for OpeningExceptionView {
    fn from(exception: OpeningException) -> Self {
        OpeningExceptionView {
            id: exception.id,
            date: exception.date,
            is_closed: exception.hours.is_none(),
            from: exception.hours.map(|(from, _)| from.to_string()),
            to: exception.hours.map(|(_, to)| to.to_string()),
            reason: exception.reason,
        }
    }
}

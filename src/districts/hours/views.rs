//! Opening hours as people see and send them.

use super::model::{OpeningException, OpeningRule};
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
    /// `HH:MM`, up to 24:00.
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

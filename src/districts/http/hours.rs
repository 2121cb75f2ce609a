//! Opening hours and exceptions.

use super::studios::{StudioChanged, changed};
use crate::districts::actions::{self, Desk};
use crate::districts::api::HitSession;
use crate::districts::model::{self, Minute, OpeningException, OpeningRule};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{ExceptionId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The hours of a weekday.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = OpeningRule)]
pub struct OpeningRuleView {
    /// ISO: 1 is Monday.
    weekday: i64,
    /// `HH:MM`.
    from: String,
    /// `HH:MM`, up to 24:00.
    to: String,
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

impl OpeningRuleView {
    fn rule(&self) -> Result<OpeningRule> {
        Ok(OpeningRule {
            weekday: self.weekday,
            from: Minute::parse("from", &self.from)?,
            to: Minute::parse("to", &self.to)?,
        })
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

/// A new exception, and what it hits.
#[derive(Serialize, ToSchema)]
pub struct ExceptionAdded {
    #[serde(flatten)]
    exception: OpeningExceptionView,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

/// All weekly hours of a studio.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetOpeningRules {
    rules: Vec<OpeningRuleView>,
}

/// Lets one date differ: closed, or with other hours.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddException {
    /// `YYYY-MM-DD`.
    date: String,
    is_closed: bool,
    /// `HH:MM`, unless closed.
    from: Option<String>,
    /// `HH:MM`, unless closed.
    to: Option<String>,
    reason: String,
}

impl AddException {
    fn hours(&self) -> Result<Option<(Minute, Minute)>> {
        match (self.is_closed, &self.from, &self.to) {
            (true, None, None) => Ok(None),
            (true, ..) => Err(Error::field("from", "not_allowed")),
            (false, Some(from), Some(to)) => {
                model::hours(Minute::parse("from", from)?, Minute::parse("to", to)?).map(Some)
            }
            (false, ..) => Err(Error::field("from", "required")),
        }
    }
}

/// Replaces the weekly hours of a studio.
#[utoipa::path(put, path = "/api/v1/studios/{id}/opening-rules", tag = "districts", params(("id" = String, Path)),
    request_body = SetOpeningRules, responses((status = 200, body = StudioChanged)))]
pub async fn set_opening_rules(desk: Desk, id: Path<StudioId>, body: Json<SetOpeningRules>) -> Result<HttpResponse> {
    let rules = body.0.rules.iter().map(OpeningRuleView::rule).collect::<Result<_>>()?;
    let (db, clock) = (desk.db.clone(), desk.clock.clone());
    let (studio, hit) = actions::set_opening_rules(desk, id.0, rules).await?;
    Ok(json::ok(&changed(&db, &clock, studio, hit).await?))
}

/// Lets one date differ from its weekday.
#[utoipa::path(post, path = "/api/v1/studios/{id}/exceptions", tag = "districts", params(("id" = String, Path)),
    request_body = AddException, responses((status = 201, body = ExceptionAdded)))]
pub async fn add_exception(desk: Desk, id: Path<StudioId>, body: Json<AddException>) -> Result<HttpResponse> {
    let body = body.0;
    let date = field::date("date", &body.date)?;
    let reason = field::text("reason", &body.reason, 0, 200)?;
    let (exception, sessions_hit) = actions::add_exception(desk, id.0, date, body.hours()?, reason).await?;
    Ok(json::created(&ExceptionAdded {
        exception: exception.into(),
        sessions_hit,
    }))
}

/// Gives a date back to its weekday.
#[utoipa::path(delete, path = "/api/v1/exceptions/{id}", tag = "districts", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn remove_exception(desk: Desk, id: Path<ExceptionId>) -> Result<HttpResponse> {
    actions::remove_exception(desk, id.0).await?;
    Ok(json::no_content())
}

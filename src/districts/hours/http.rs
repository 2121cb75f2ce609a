//! Opening hours and exceptions.

use super::actions;
use super::model::{self, Minute, OpeningRule};
use super::views::{OpeningExceptionView, OpeningRuleView};
use crate::accounts::Context;
use crate::districts::api::{HitSession, VenueHooks};
use crate::districts::studio::views::{self, StudioChanged};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{ExceptionId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

impl OpeningRuleView {
    fn rule(&self) -> Result<OpeningRule> {
        Ok(OpeningRule {
            weekday: self.weekday,
            from: Minute::parse("from", &self.from)?,
            to: Minute::parse("to", &self.to)?,
        })
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
pub async fn set_opening_rules(
    ctx: Context,
    hooks: Data<VenueHooks>,
    id: Path<StudioId>,
    body: Json<SetOpeningRules>,
) -> Result<HttpResponse> {
    let rules = body.0.rules.iter().map(OpeningRuleView::rule).collect::<Result<_>>()?;
    let (studio, hit) = actions::set_opening_rules(&ctx, &hooks, id.0, rules).await?;
    Ok(json::ok(&views::studio_changed(&ctx, studio, hit).await?))
}

/// Lets one date differ from its weekday.
#[utoipa::path(post, path = "/api/v1/studios/{id}/exceptions", tag = "districts", params(("id" = String, Path)),
    request_body = AddException, responses((status = 201, body = ExceptionAdded)))]
pub async fn add_exception(
    ctx: Context,
    hooks: Data<VenueHooks>,
    id: Path<StudioId>,
    body: Json<AddException>,
) -> Result<HttpResponse> {
    let body = body.0;
    let date = field::date("date", &body.date)?;
    let reason = field::text("reason", &body.reason, 0, 200)?;
    let (exception, sessions_hit) = actions::add_exception(&ctx, &hooks, id.0, date, body.hours()?, reason).await?;
    Ok(json::created(&ExceptionAdded {
        exception: exception.into(),
        sessions_hit,
    }))
}

/// Gives a date back to its weekday.
#[utoipa::path(delete, path = "/api/v1/exceptions/{id}", tag = "districts", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn remove_exception(ctx: Context, hooks: Data<VenueHooks>, id: Path<ExceptionId>) -> Result<HttpResponse> {
    actions::remove_exception(&ctx, &hooks, id.0).await?;
    Ok(json::no_content())
}

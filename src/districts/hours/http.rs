//! Opening hours and exceptions.

use super::actions::{self, Validity};
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
        let (from, to) = model::hours(Minute::parse("from", &self.from)?, Minute::parse("to", &self.to)?)?;
        Ok(OpeningRule {
            weekday: self.weekday,
            from,
            to,
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
    /// The day from which they hold, today or later; what holds now is replaced when absent.
    valid_from: Option<String>,
    /// The last day of hours that have a first one; afterwards the hours are as they would have been.
    valid_to: Option<String>,
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
    let date = |name, text: &Option<String>| text.as_deref().map(|text| field::date(name, text)).transpose();
    let validity = Validity {
        from: date("valid_from", &body.0.valid_from)?,
        to: date("valid_to", &body.0.valid_to)?,
    };
    let (studio, hit) = actions::set_opening_rules(&ctx, &hooks, id.0, rules, validity).await?;
    Ok(json::ok(&views::studio_changed(&ctx, studio, hit).await?))
}

/// Takes away hours that were to hold from a later day on.
#[utoipa::path(delete, path = "/api/v1/studios/{id}/opening-rules/{valid_from}", tag = "districts",
    params(("id" = String, Path), ("valid_from" = String, Path)),
    responses((status = 200, body = StudioChanged), (status = 422, description = "invalid")))]
pub async fn remove_opening_set(
    ctx: Context,
    hooks: Data<VenueHooks>,
    path: Path<(StudioId, String)>,
) -> Result<HttpResponse> {
    let (studio, day) = path.0;
    let day = field::date("valid_from", &day)?;
    let (studio, hit) = actions::remove_opening_set(&ctx, &hooks, studio, day).await?;
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

//! Availability, own ceilings, and the page that shows how somebody's time is planned, over HTTP.

use super::actions;
use super::views::{self, DatedWindow, PersonPlanning, WeeklyWindow};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::PersonId;
use crate::imports::values::range;
use crate::scheduling::ceilings;
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::problems::views::ChangeHit;
use crate::scheduling::rules::{DateWindow, Window};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// The whole of a usual week, and every date from today on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAvailability {
    weekly: Vec<WeeklyWindow>,
    dates: Vec<DatedWindow>,
}

/// A ceiling that somebody sets for themselves.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnCeiling {
    code: PlanningRule,
    amount: i64,
}

/// All ceilings of one's own; whatever is left out goes by the rules.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetCeilings {
    ceilings: Vec<OwnCeiling>,
}

fn minutes(field: &str, from: &str, to: &str) -> Result<(i64, i64)> {
    range(&format!("{from}-{to}")).ok_or_else(|| Error::field(field, "invalid"))
}

impl WeeklyWindow {
    fn window(&self) -> Result<Window> {
        let (from, to) = minutes("weekly", &self.from, &self.to)?;
        Ok(Window {
            weekday: field::number("weekly", self.weekday, 1, 7)?,
            from,
            to,
            mood: self.mood,
        })
    }
}

impl DatedWindow {
    fn window(&self) -> Result<DateWindow> {
        let (from, to) = minutes("dates", &self.from, &self.to)?;
        Ok(DateWindow {
            date: field::date("dates", &self.date)?.to_string(),
            from,
            to,
            mood: self.mood,
        })
    }
}

/// How somebody's time is planned: availability, leave, standby, ceilings, qualifications.
#[utoipa::path(get, path = "/api/v1/people/{id}/planning", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = PersonPlanning)))]
pub async fn person_planning(ctx: Context, id: Path<PersonId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::person_planning(&ctx, id.0).await?))
}

/// Says when somebody is available.
#[utoipa::path(put, path = "/api/v1/people/{id}/availability", tag = "scheduling", params(("id" = String, Path)),
    request_body = SetAvailability, responses((status = 200, body = ChangeHit)))]
pub async fn set_availability(ctx: Context, id: Path<PersonId>, body: Json<SetAvailability>) -> Result<HttpResponse> {
    let weekly = body.0.weekly.iter().map(WeeklyWindow::window).collect::<Result<_>>()?;
    let dates = body.0.dates.iter().map(DatedWindow::window).collect::<Result<_>>()?;
    Ok(json::ok(&actions::set_availability(&ctx, id.0, weekly, dates).await?))
}

/// Sets one's own ceilings.
#[utoipa::path(put, path = "/api/v1/people/{id}/ceilings", tag = "scheduling", params(("id" = String, Path)),
    request_body = SetCeilings, responses((status = 200, body = ChangeHit)))]
pub async fn set_ceilings(ctx: Context, id: Path<PersonId>, body: Json<SetCeilings>) -> Result<HttpResponse> {
    let ceilings = body.0.ceilings.iter().map(|own| (own.code, own.amount)).collect();
    Ok(json::ok(&ceilings::actions::set_ceilings(&ctx, id.0, ceilings).await?))
}

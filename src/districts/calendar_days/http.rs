//! Calendar days.

use super::actions;
use super::views::{self, CalendarDays};
use crate::accounts::Context;
use crate::districts::api::VenueHooks;
use crate::districts::studio::views::{self as studios, StudioChanged};
use crate::error::Result;
use crate::field;
use crate::ids::StudioId;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// `?from=&to=`, both included, as `YYYY-MM-DD`.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarDaysQuery {
    from: String,
    to: String,
}

/// The weekday whose hours a make-up day has.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetMakeUpHours {
    /// ISO, 1 is Monday; the day's own weekday when absent.
    weekday: Option<i64>,
}

/// Public holidays and make-up working days in the regions of the caller's studios.
#[utoipa::path(get, path = "/api/v1/calendar-days", tag = "districts", params(CalendarDaysQuery),
    responses((status = 200, body = CalendarDays)))]
pub async fn calendar_days(ctx: Context, query: Query<CalendarDaysQuery>) -> Result<HttpResponse> {
    let from = field::date("from", &query.0.from)?;
    let to = field::date("to", &query.0.to)?;
    Ok(json::ok(&views::calendar_days(&ctx, from, to).await?))
}

/// Chooses the hours of a make-up working day in a studio.
#[utoipa::path(put, path = "/api/v1/studios/{id}/make-up-days/{date}", tag = "districts",
    params(("id" = String, Path), ("date" = String, Path)), request_body = SetMakeUpHours,
    responses((status = 200, body = StudioChanged)))]
pub async fn set_make_up_hours(
    ctx: Context,
    hooks: Data<VenueHooks>,
    path: Path<(StudioId, String)>,
    body: Json<SetMakeUpHours>,
) -> Result<HttpResponse> {
    let (studio, date) = path.0;
    let date = field::date("date", &date)?;
    let weekday = body
        .0
        .weekday
        .map(|day| field::number("weekday", day, 1, 7))
        .transpose()?;
    let (studio, hit) = actions::set_make_up_hours(&ctx, &hooks, studio, date, weekday).await?;
    Ok(json::ok(&studios::studio_changed(&ctx, studio, hit).await?))
}

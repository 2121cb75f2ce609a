//! Series.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{CohortId, RoomId, SeriesId, StudioId};
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::rules::Reason;
use crate::scheduling::series;
use crate::scheduling::series::actions::Repeat;
use crate::scheduling::series::views;
use crate::scheduling::sessions::http::plan::{OverrideBody, PlanSession, PlannedAssignment};
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A session that is repeated every week.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanSeries {
    /// What the group is called; absent where it is called as its type is.
    name: Option<String>,
    /// The first session's date.
    first_date: String,
    /// The last date that may be meant.
    until: String,
    #[serde(rename = "type")]
    kind: String,
    studio_id: StudioId,
    room_id: RoomId,
    local_start: String,
    minutes: Option<i64>,
    title: Option<String>,
    people: Option<i64>,
    note: Option<String>,
    cohort_id: Option<CohortId>,
    phase_module: Option<String>,
    #[serde(default)]
    staff: Vec<PlannedAssignment>,
    publish: bool,
    /// What is to be set aside for each of its sessions.
    #[serde(default)]
    overrides: Vec<OverrideBody>,
    /// The caller has confirmed that some of it is in the past; otherwise refused as `in_past`.
    #[serde(default)]
    is_past_meant: bool,
}

/// With `?dry_run=true` nothing is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// Only say what would become of it.
    #[serde(default)]
    dry_run: bool,
}

/// A date that could not be placed.
#[derive(Serialize, ToSchema)]
pub struct RefusedDate {
    local_date: String,
    reasons: Vec<Reason>,
}

/// What became of the dates.
#[derive(Serialize, ToSchema)]
pub struct SeriesMade {
    /// Absent for a dry run.
    #[schema(required = true)]
    series_id: Option<SeriesId>,
    /// The sessions that were made.
    created: Vec<SessionBrief>,
    /// Dates that can be placed, for a dry run.
    placeable: Vec<String>,
    /// Dates that cannot, each with every reason.
    refused: Vec<RefusedDate>,
}

/// A series with its sessions.
#[derive(Serialize, ToSchema)]
pub struct SeriesView {
    id: SeriesId,
    /// What the group is called; empty where it is called as its type is.
    name: String,
    #[serde(rename = "type")]
    kind: String,
    sessions: Vec<SessionBrief>,
}

impl PlanSeries {
    fn read(self) -> Result<Repeat> {
        let plan = PlanSession {
            kind: self.kind,
            studio_id: self.studio_id,
            room_id: self.room_id,
            local_date: self.first_date.clone(),
            local_start: self.local_start,
            minutes: self.minutes,
            title: self.title,
            people: self.people,
            note: self.note,
            cohort_id: self.cohort_id,
            phase_module: self.phase_module,
            staff: self.staff,
            publish: self.publish,
            overrides: self.overrides,
            is_past_meant: self.is_past_meant,
        };
        field::date("first_date", &self.first_date)?;
        Ok(Repeat {
            plan: plan.read()?,
            name: self.name.map(|name| field::text("name", &name, 1, 80)).transpose()?,
            until: field::date("until", &self.until)?,
        })
    }
}

/// Plans a session for every week until a date. Dates that cannot be placed are listed and left out.
#[utoipa::path(post, path = "/api/v1/series", tag = "scheduling", request_body = PlanSeries, params(DryRun),
    responses((status = 201, body = SeriesMade), (status = 200, body = SeriesMade, description = "dry run")))]
pub async fn plan_series(ctx: Context, query: Query<DryRun>, body: Json<PlanSeries>) -> Result<HttpResponse> {
    let made = series::actions::plan_series(&ctx, body.0.read()?, query.0.dry_run).await?;
    let briefs = views::session_lines(&ctx, made.created).await?;
    let is_made = made.series.is_some();
    let placeable = made.placeable.into_iter().map(|proposal| proposal.slot.local_date);
    let answer = SeriesMade {
        series_id: made.series,
        created: briefs,
        placeable: if is_made { vec![] } else { placeable.collect() },
        refused: made
            .refused
            .into_iter()
            .map(|refused| RefusedDate {
                local_date: refused.local_date,
                reasons: refused.reasons,
            })
            .collect(),
    };
    Ok(if is_made {
        json::created(&answer)
    } else {
        json::ok(&answer)
    })
}

/// A series with the sessions of it that the caller sees; nothing to see is nothing there.
#[utoipa::path(get, path = "/api/v1/series/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SeriesView), (status = 404)))]
pub async fn series(ctx: Context, id: Path<SeriesId>) -> Result<HttpResponse> {
    let (series, sessions) = views::series(&ctx, id.0).await?;
    Ok(json::ok(&SeriesView {
        id: series.id,
        name: series.name,
        kind: series.type_code,
        sessions,
    }))
}

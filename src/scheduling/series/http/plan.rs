//! Planning a series: a session, and the rule by which it comes again.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SeriesId;
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::rules::Reason;
use crate::scheduling::series::actions;
use crate::scheduling::series::actions::plan::DatesMade;
use crate::scheduling::series::model::{NewSeries, OffDays, OnConflict};
use crate::scheduling::series::recurrence::Recurrence;
use crate::scheduling::series::views;
use crate::scheduling::sessions::http::plan::PlanSession;
use crate::web::json::Json;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::{IntoParams, ToSchema};

/// A session that comes again by a rule: the members of a plan, whose date is the first that the rule may give, and these.
#[derive(Deserialize, ToSchema)]
#[serde(try_from = "Map<String, Value>")]
pub struct PlanSeries {
    #[serde(flatten)]
    plan: PlanSession,
    /// What the group is called; absent where it is called as its type is.
    name: Option<String>,
    /// RFC 5545: `FREQ` DAILY, WEEKLY or MONTHLY with `INTERVAL`, `BYDAY`, `BYMONTHDAY`, monthly `BYSETPOS`, and `COUNT` or `UNTIL` as
    /// `YYYYMMDD`; for example `FREQ=WEEKLY;INTERVAL=2;COUNT=12`.
    rule: String,
    /// What becomes of dates on which the studio does not work; `keep` when absent.
    off_days: Option<OffDays>,
    /// What becomes of dates that cannot be placed; `skip` when absent.
    on_conflict: Option<OnConflict>,
}

impl TryFrom<Map<String, Value>> for PlanSeries {
    type Error = serde_json::Error;

    // by hand, since a flattened struct does not refuse unknown members
    fn try_from(mut members: Map<String, Value>) -> Result<Self, Self::Error> {
        let mut own = |name: &str| members.remove(name).unwrap_or_default();
        Ok(PlanSeries {
            name: serde_json::from_value(own("name"))?,
            rule: serde_json::from_value(own("rule"))?,
            off_days: serde_json::from_value(own("off_days"))?,
            on_conflict: serde_json::from_value(own("on_conflict"))?,
            plan: serde_json::from_value(members.into())?,
        })
    }
}

/// With `?dry_run=true` nothing is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DryRun {
    /// Only say what would become of it.
    #[serde(default)]
    pub(super) dry_run: bool,
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
    /// Absent for a dry run, and when no date can be placed.
    #[schema(required = true)]
    series_id: Option<SeriesId>,
    /// The sessions that were made.
    created: Vec<SessionBrief>,
    /// Dates that can be placed, for a dry run.
    placeable: Vec<String>,
    /// Dates that cannot, each with every reason; they are stored as skipped.
    refused: Vec<RefusedDate>,
}

impl PlanSeries {
    fn read(self) -> Result<NewSeries> {
        let name = self.name.filter(|name| !name.trim().is_empty());
        Ok(NewSeries {
            plan: self.plan.read()?,
            name: name.map(|name| field::text("name", &name, 1, 80)).transpose()?,
            rule: Recurrence::parse(&self.rule)?,
            off_days: self.off_days.unwrap_or(OffDays::Keep),
            on_conflict: self.on_conflict.unwrap_or(OnConflict::Skip),
        })
    }
}

/// The answer of whatever makes dates.
pub(super) async fn made(ctx: &Context, made: DatesMade) -> Result<HttpResponse> {
    let is_made = made.series.is_some();
    let answer = SeriesMade {
        created: views::session_lines(ctx, made.created).await?,
        placeable: if is_made { vec![] } else { made.placeable },
        refused: made
            .refused
            .into_iter()
            .map(|refused| RefusedDate {
                local_date: refused.local_date,
                reasons: refused.reasons,
            })
            .collect(),
        series_id: made.series,
    };
    Ok(if is_made {
        json::created(&answer)
    } else {
        json::ok(&answer)
    })
}

/// Plans a session for every date of a rule. Dates that cannot be placed are listed and stored as skipped.
#[utoipa::path(post, path = "/api/v1/series", tag = "scheduling", request_body = PlanSeries, params(DryRun),
    responses((status = 201, body = SeriesMade), (status = 200, body = SeriesMade, description = "dry run")))]
pub async fn plan_series(ctx: Context, query: Query<DryRun>, body: Json<PlanSeries>) -> Result<HttpResponse> {
    let planned = actions::plan::plan_series(&ctx, body.0.read()?, query.0.dry_run).await?;
    made(&ctx, planned).await
}

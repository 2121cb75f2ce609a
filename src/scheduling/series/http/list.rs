//! The list of series over HTTP.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::ids::{DistrictId, SeriesId, StudioId};
use crate::scheduling::series::views::{self, SeriesLine, SeriesRequest};
use crate::web::json;
use crate::web::page::{Page, decode};
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A part of the list of series.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeriesQuery {
    district_id: Option<DistrictId>,
    studio_id: Option<StudioId>,
    /// Those that are over, instead of those that go on.
    #[serde(default)]
    past: bool,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

/// One series of the list.
#[derive(Serialize, ToSchema)]
pub struct SeriesBrief {
    id: SeriesId,
    /// What the group is called; empty where it is called as its type is.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    type_name: Option<Bilingual>,
    #[serde(rename = "type")]
    kind: String,
    studio_id: StudioId,
    studio: String,
    room: String,
    /// RFC 5545, without its end.
    rule: String,
    first_date: String,
    /// Up to here dates were made.
    until_date: String,
    /// `HH:MM` on the studio's wall.
    local_start: String,
    minutes: i64,
    /// Nicknames of those who usually lead.
    leads: Vec<String>,
    /// The next date, `YYYY-MM-DDTHH:MM` on the studio's wall.
    #[schema(required = true)]
    next: Option<String>,
    /// Dates ahead that take place.
    coming: usize,
    /// Dates ahead that are skipped.
    skipped: usize,
}

fn brief(line: SeriesLine) -> SeriesBrief {
    let series = line.series;
    SeriesBrief {
        id: series.id,
        name: series.name,
        type_name: line.type_name,
        kind: series.type_code,
        studio_id: series.studio_id,
        studio: line.studio,
        room: line.room,
        rule: series.rule,
        first_date: series.first_date,
        until_date: series.until_date,
        local_start: series.local_start,
        minutes: series.minutes,
        leads: line.leads,
        next: line.next.map(|(date, start)| format!("{date}T{start}")),
        coming: line.coming,
        skipped: line.skipped,
    }
}

/// The series of the districts that the caller coordinates or supervises.
#[utoipa::path(get, path = "/api/v1/series", tag = "scheduling", params(SeriesQuery),
    responses((status = 200, body = Page<SeriesBrief>)))]
pub async fn list_series(ctx: Context, query: Query<SeriesQuery>) -> Result<HttpResponse> {
    let query = query.0;
    let request = SeriesRequest {
        district: query.district_id,
        studio: query.studio_id,
        is_past: query.past,
        after: query.cursor.as_deref().map(decode).transpose()?,
        limit: query.limit.unwrap_or(50).clamp(1, 200),
    };
    Ok(json::ok(&views::list_series(&ctx, request).await?.map(brief)))
}

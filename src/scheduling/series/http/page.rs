//! The page of a group over HTTP.

use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId, RoomId, SeriesId, StudioId};
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::Reason;
use crate::scheduling::series::model::{OffDays, OnConflict, SeriesField};
use crate::scheduling::series::views::{self, SeriesPage, SeriesRow};
use crate::web::json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody on the staff of new dates.
#[derive(Serialize, ToSchema)]
pub struct SeriesSeat {
    person_id: PersonId,
    nickname: String,
    role: StaffRole,
}

/// One date of a series.
#[derive(Serialize, ToSchema)]
pub struct SeriesDate {
    #[serde(flatten)]
    brief: SessionBrief,
    /// The local date and time that the series meant, for good.
    occurrence_key: String,
    /// How many have booked a place.
    bookings: usize,
    /// What the date has of its own.
    detached: Vec<SeriesField>,
    /// Why it was skipped.
    reasons: Vec<Reason>,
    may_revive: bool,
}

/// A series with its dates.
#[derive(Serialize, ToSchema)]
pub struct SeriesView {
    id: SeriesId,
    /// What the group is called; empty where it is called as its type is.
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    type_name: Option<Bilingual>,
    #[serde(rename = "type")]
    kind: String,
    district_id: DistrictId,
    studio_id: StudioId,
    studio: String,
    room_id: RoomId,
    room: String,
    #[schema(required = true)]
    cohort_id: Option<CohortId>,
    #[schema(required = true)]
    phase_module: Option<String>,
    /// RFC 5545, without its end.
    rule: String,
    first_date: String,
    /// Up to here dates were made.
    until_date: String,
    /// `HH:MM` on the studio's wall.
    local_start: String,
    minutes: i64,
    zone: String,
    off_days: OffDays,
    on_conflict: OnConflict,
    /// The title of new dates.
    title: String,
    note: String,
    #[schema(required = true)]
    people: Option<i64>,
    /// The staff of new dates, leads first.
    staff: Vec<SeriesSeat>,
    /// For the next change.
    row_version: i64,
    /// The reader may change it.
    may_plan: bool,
    /// The newest 400, in their order.
    sessions: Vec<SeriesDate>,
}

fn date(row: SeriesRow) -> SeriesDate {
    SeriesDate {
        brief: row.brief,
        occurrence_key: row.occurrence_key,
        bookings: row.bookings,
        detached: row.detached,
        reasons: row.reasons,
        may_revive: row.may_revive,
    }
}

fn view(page: SeriesPage) -> SeriesView {
    let series = page.series;
    let seat = |(person_id, role, nickname)| SeriesSeat {
        person_id,
        nickname,
        role,
    };
    SeriesView {
        id: series.id,
        name: series.name,
        type_name: page.type_name,
        kind: series.type_code,
        district_id: series.district_id,
        studio_id: series.studio_id,
        studio: page.studio,
        room_id: series.room_id,
        room: page.room,
        cohort_id: series.cohort_id,
        phase_module: series.phase_module,
        rule: series.rule,
        first_date: series.first_date,
        until_date: series.until_date,
        local_start: series.local_start,
        minutes: series.minutes,
        zone: series.zone,
        off_days: series.off_days,
        on_conflict: series.on_conflict,
        title: series.title,
        note: series.note,
        people: series.people,
        staff: page.staff.into_iter().map(seat).collect(),
        row_version: series.row_version,
        may_plan: page.may_plan,
        sessions: page.rows.into_iter().map(date).collect(),
    }
}

/// A series with the dates of it that the caller sees; nothing to see is nothing there.
#[utoipa::path(get, path = "/api/v1/series/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = SeriesView), (status = 404)))]
pub async fn series(ctx: Context, id: Path<SeriesId>) -> Result<HttpResponse> {
    Ok(json::ok(&view(views::series_page(&ctx, id.0).await?)))
}

//! Reading the calendar.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{DistrictId, StudioId};
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::calendar::today::Today;
use crate::scheduling::calendar::views::{self, CalendarRequest};
use crate::web::field;
use crate::web::json;
use crate::web::page::{Page, decode};
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which part of the calendar.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CalendarQuery {
    /// The first local date; today when absent.
    from: Option<String>,
    /// The local date after the last; seven days later when absent.
    to: Option<String>,
    district_id: Option<DistrictId>,
    studio_id: Option<StudioId>,
    /// Only those that the caller is on or expected at.
    mine: Option<bool>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

impl CalendarQuery {
    pub(crate) fn read(self) -> Result<CalendarRequest> {
        let date = |name: &str, text: Option<String>| text.map(|text| field::date(name, &text)).transpose();
        Ok(CalendarRequest {
            from: date("from", self.from)?,
            to: date("to", self.to)?,
            district: self.district_id,
            studio: self.studio_id,
            is_mine: self.mine.unwrap_or(false),
            after: self.cursor.as_deref().map(decode).transpose()?,
            limit: self.limit.unwrap_or(50).clamp(1, 200),
        })
    }
}

/// One page of the calendar in a range of local dates.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "scheduling", params(CalendarQuery),
    responses((status = 200, body = Page<SessionBrief>)))]
pub async fn list_sessions(ctx: Context, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    Ok(json::ready(views::calendar_page(&ctx, query.0.read()?).await?.into()))
}

/// The first page of whoever asks.
#[utoipa::path(get, path = "/api/v1/today", tag = "scheduling", responses((status = 200, body = Today)))]
pub async fn today(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ready(views::today(&ctx).await?.into()))
}

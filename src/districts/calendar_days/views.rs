//! Calendar days as people see them.

use super::model::{CalendarDay, DayKind, Notice};
use crate::accounts::Context;
use crate::accounts::access::Scope;
use crate::bilingual::Bilingual;
use crate::districts::store;
use crate::error::{Error, Result};
use crate::local_time::add_days;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

/// The longest range of one answer, in days.
const LONGEST_RANGE: i64 = 800;

/// A public holiday or a make-up working day.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarDay)]
pub struct CalendarDayView {
    region: String,
    /// `YYYY-MM-DD`.
    date: String,
    kind: DayKind,
    name: Bilingual,
}

impl From<CalendarDay> for CalendarDayView {
    fn from(day: CalendarDay) -> Self {
        CalendarDayView {
            region: day.region,
            date: day.date,
            kind: day.kind,
            name: day.name,
        }
    }
}

/// What has been announced for a year.
#[derive(Serialize, ToSchema)]
#[schema(as = CalendarNotice)]
pub struct NoticeView {
    region: String,
    year: i64,
    /// Rises with each import that changes something.
    version: i64,
    /// Where it was announced, in words.
    source: String,
    loaded_at: i64,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        NoticeView {
            region: notice.region,
            year: notice.year,
            version: notice.version,
            source: notice.source,
            loaded_at: notice.loaded_at,
        }
    }
}

/// The calendar of the regions that the caller's studios are in.
#[derive(Serialize, ToSchema)]
pub struct CalendarDays {
    days: Vec<CalendarDayView>,
    /// The years that are loaded. A date after the last of its region is provisional.
    notices: Vec<NoticeView>,
}

/// The days between two dates, both included. Headquarters sees every region, others those of their districts' studios.
pub(super) async fn calendar_days(ctx: &Context, from: Date, to: Date) -> Result<CalendarDays> {
    if to < from || add_days(from, LONGEST_RANGE)? < to {
        return Err(Error::field("to", "out_of_range"));
    }
    ctx.read(move |conn, who| {
        let mut notices = store::list_notices(conn)?;
        if !who.is_headquarters() {
            let scope: Scope = who.visible_districts();
            let studios = store::list_studios(conn)?;
            let own = studios.into_iter().filter(|studio| scope.contains(&studio.district_id));
            let regions: Vec<String> = own.map(|studio| studio.region).collect();
            notices.retain(|notice| regions.contains(&notice.region));
        }
        let mut regions: Vec<String> = notices.iter().map(|notice| notice.region.clone()).collect();
        regions.dedup();
        let days = store::list_days(conn, &regions, &from.to_string(), &to.to_string())?;
        Ok(CalendarDays {
            days: days.into_iter().map(CalendarDayView::from).collect(),
            notices: notices.into_iter().map(NoticeView::from).collect(),
        })
    })
    .await
}

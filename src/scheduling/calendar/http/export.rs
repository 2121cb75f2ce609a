//! The calendar as a spreadsheet.

use crate::accounts::Context;
use crate::audit::security;
use crate::audit::security::{SecurityEvent, SecurityKind};
use crate::error::Result;
use crate::scheduling::calendar::http::week::CalendarQuery;
use crate::scheduling::calendar::line::SessionBrief;
use crate::scheduling::calendar::views::{self, CalendarFilter};
use crate::web::csv_export;
use crate::web::csv_export::{CsvExport, Origin};
use crate::web::query::Query;
use actix_web::HttpResponse;

const HEADER: [&str; 13] = [
    "date",
    "start",
    "end",
    "studio",
    "room",
    "type",
    "title",
    "state",
    "people",
    "attendances",
    "seats_needed",
    "seats_filled",
    "zone",
];

/// The sessions that the caller sees, as CSV with a byte-order mark. No nicknames; cells that a spreadsheet would
/// calculate are neutralised; the last line says which part of the calendar it is and who made it (safety 31).
#[utoipa::path(get, path = "/api/v1/sessions/export.csv", tag = "scheduling", params(CalendarQuery),
    responses((status = 200, content_type = "text/csv")))]
pub async fn export_week(ctx: Context, query: Query<CalendarQuery>) -> Result<HttpResponse> {
    let person = ctx.caller.person.clone();
    let (name, bytes) = views::export(&ctx, query.0.read()?, |lines, wanted| {
        let name = format!("sessions-{}-{}.csv", wanted.from, wanted.to);
        Ok((name, file(lines, wanted)?))
    })
    .await?;
    let left = SecurityEvent::new(SecurityKind::Export, Some(&person));
    security::record(&ctx.db, left.detail("sessions")).await?;
    Ok(csv_export::download(&name, bytes))
}

fn file(lines: &[SessionBrief], wanted: &CalendarFilter) -> Result<Vec<u8>> {
    let mut out = CsvExport::new(&HEADER)?;
    for line in lines {
        let people = line.people.map(|people| people.to_string()).unwrap_or_default();
        out.line(&[
            line.local_date.clone(),
            line.local_start.clone(),
            line.local_end.clone(),
            line.studio.clone(),
            line.room.clone(),
            line.kind.clone(),
            line.title.clone(),
            line.state.to_string(),
            people,
            line.attendance_count.to_string(),
            line.staffing.needed.to_string(),
            line.staffing.filled.to_string(),
            line.zone.clone(),
        ])?;
    }
    let filter = match (&wanted.district, &wanted.studio) {
        (_, Some(studio)) => format!("studio {studio}"),
        (Some(district), None) => format!("district {district}"),
        (None, None) => "all that the maker sees".into(),
    };
    out.finish(&Origin {
        from: &wanted.from,
        to: &wanted.to,
        maker: wanted.person.as_str(),
        filter: &filter,
    })
}

//! A cohort as a spreadsheet.

use crate::accounts::Context;
use crate::audit::security;
use crate::audit::security::{SecurityEvent, SecurityKind};
use crate::error::Result;
use crate::ids::{CohortId, PersonId};
use crate::local_time::date_in;
use crate::training::cohorts::views;
use crate::training::progress::dashboard::Dashboard;
use crate::training::progress::facts::LocalNow;
use crate::web::csv_export;
use crate::web::csv_export::{CsvExport, Origin};
use crate::web::path::Path;
use actix_web::HttpResponse;

const HEADINGS: [&str; 9] = [
    "no",
    "state",
    "phase",
    "percent_so_far",
    "percent_of_plan",
    "percent_reachable",
    "last_session",
    "next_session",
    "waiting_on",
];

/// Where the people of a cohort stand, as CSV, UTF-8 with a mark. Nobody is named, and the last line says what it is, of which day
/// and who made it (safety 31): a sheet that leaves the house must not be a list of names.
#[utoipa::path(get, path = "/api/v1/cohorts/{id}/export.csv", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn export_cohort(ctx: Context, id: Path<CohortId>) -> Result<HttpResponse> {
    let left = SecurityEvent::new(SecurityKind::Export, Some(&ctx.caller.person));
    let maker = ctx.caller.person.clone();
    let (intake_no, text) = views::export(&ctx, id.0, move |exported| {
        let text = file(&exported.board, &exported.local, &maker, exported.intake_no)?;
        Ok((exported.intake_no, text))
    })
    .await?;
    security::record(&ctx.db, left.detail("cohort")).await?;
    Ok(csv_export::download(&format!("cohort-{intake_no}.csv"), text))
}

fn file(board: &Dashboard, local: &LocalNow, maker: &PersonId, intake_no: i64) -> Result<Vec<u8>> {
    let mut out = CsvExport::new(&HEADINGS)?;
    let date = |at: Option<i64>| match at {
        Some(at) => date_in(&local.zone, at).map(|date| date.to_string()),
        None => Ok(String::new()),
    };
    for (index, row) in board.people.iter().enumerate() {
        out.line(&[
            (index + 1).to_string(),
            row.enrolment.state.to_string(),
            row.enrolment.open_phase.min(4).to_string(),
            row.figures.percent_so_far.to_string(),
            row.figures.percent_of_plan.to_string(),
            row.figures.percent_reachable.to_string(),
            date(row.last_session_at)?,
            date(row.next_session_at)?,
            row.waits.map_or_else(String::new, |waits| waits.to_string()),
        ])?;
    }
    let (day, filter) = (local.today.to_string(), format!("cohort {intake_no}"));
    out.finish(&Origin {
        from: &day,
        to: &day,
        maker: maker.as_str(),
        filter: &filter,
    })
}

//! A cohort as a spreadsheet.

use crate::accounts::context::Context;
use crate::audit::security::{self, SecurityEvent, SecurityKind};
use crate::error::Result;
use crate::ids::{CohortId, PersonId};
use crate::local_time::date_in;
use crate::training::access;
use crate::training::dashboard;
use crate::training::progress::Asked;
use crate::web::csv_export::{self, CsvExport, Origin};
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
    let now = ctx.now();
    let left = SecurityEvent::new(SecurityKind::Export, Some(&ctx.caller.person));
    let (intake_no, text) = ctx
        .read(move |conn, who| {
            let seen = access::seen_cohort(conn, who, &id.0)?;
            let asked = Asked::at(conn, seen.cohort.district_id.as_ref(), now)?;
            let board = dashboard::load(conn, &seen, now)?;
            let intake_no = seen.cohort.intake_no;
            let text = file(&board, &asked, &who.person, intake_no)?;
            Ok((intake_no, text))
        })
        .await?;
    security::record(&ctx.db, left.detail("cohort")).await?;
    Ok(csv_export::download(&format!("cohort-{intake_no}.csv"), text))
}

fn file(board: &dashboard::Dashboard, asked: &Asked, maker: &PersonId, intake_no: i64) -> Result<Vec<u8>> {
    let mut out = CsvExport::new(&HEADINGS)?;
    let date = |at: Option<i64>| match at {
        Some(at) => date_in(&asked.zone, at).map(|date| date.to_string()),
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
    let (day, filter) = (asked.today.to_string(), format!("cohort {intake_no}"));
    out.finish(&Origin {
        from: &day,
        to: &day,
        maker: maker.as_str(),
        filter: &filter,
    })
}

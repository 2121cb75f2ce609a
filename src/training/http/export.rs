//! A cohort as a spreadsheet.

use crate::accounts::access::Standing;
use crate::content::spreadsheet_cell;
use crate::error::{Error, Result};
use crate::ids::CohortId;
use crate::training::access;
use crate::training::actions::Desk;
use crate::training::dashboard;
use crate::training::progress::{Asked, date_in};
use crate::web::path::Path;
use actix_web::HttpResponse;

const HEADINGS: [&str; 9] = [
    "nickname",
    "state",
    "phase",
    "percent_so_far",
    "percent_of_plan",
    "percent_reachable",
    "last_session",
    "next_session",
    "waiting_on",
];

/// The people of a cohort as CSV, UTF-8 with a mark; cells cannot become formulas (safety 31).
#[utoipa::path(get, path = "/api/v1/cohorts/{id}/export.csv", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = String, content_type = "text/csv")))]
pub async fn export_cohort(desk: Desk, id: Path<CohortId>) -> Result<HttpResponse> {
    let now = desk.kit.clock.now();
    let caller = desk.caller;
    let (intake_no, text) = desk
        .db
        .read(move |conn| {
            let standing = Standing::load(conn, &caller)?;
            let seen = access::seen_cohort(conn, &standing, &id.0)?;
            let asked = Asked::at(conn, seen.cohort.district_id.as_ref(), now)?;
            let board = dashboard::load(conn, &seen, &asked)?;
            Ok::<_, Error>((seen.cohort.intake_no, sheet(&board, &asked)?))
        })
        .await?;
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header((
            "content-disposition",
            format!("attachment; filename=\"cohort-{intake_no}.csv\""),
        ))
        .body(text))
}

fn sheet(board: &dashboard::Dashboard, asked: &Asked) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADINGS).map_err(Error::internal)?;
    let date = |at: Option<i64>| match at {
        Some(at) => date_in(&asked.zone, at).map(|date| date.to_string()),
        None => Ok(String::new()),
    };
    for row in &board.people {
        let cells = [
            spreadsheet_cell(&row.enrolment.nickname),
            row.enrolment.state.to_string(),
            row.enrolment.open_phase.min(4).to_string(),
            row.figures.percent_so_far.to_string(),
            row.figures.percent_of_plan.to_string(),
            row.figures.percent_reachable.to_string(),
            date(row.last_session_at)?,
            date(row.next_session_at)?,
            row.waits.map_or_else(String::new, |waits| waits.to_string()),
        ];
        writer.write_record(&cells).map_err(Error::internal)?;
    }
    writer.into_inner().map_err(|error| Error::internal(error.into_error()))
}

//! The staff of a session over HTTP.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::sessions::http::plan::{OverrideBody, PlannedAssignment, overrides, seats};
use crate::scheduling::staffing::assignments::actions;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// Exactly the people who are to be on the staff.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffSession {
    row_version: i64,
    staff: Vec<PlannedAssignment>,
    #[serde(default)]
    overrides: Vec<OverrideBody>,
}

/// Makes exactly these people the session's staff.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/assignments", tag = "scheduling", request_body = StaffSession,
    params(("id" = String, Path)), responses((status = 200, body = SessionView)))]
pub async fn staff_session(ctx: Context, id: Path<SessionId>, body: Json<StaffSession>) -> Result<HttpResponse> {
    let StaffSession {
        row_version,
        staff,
        overrides: list,
    } = body.0;
    let (staff, list) = (seats(staff)?, overrides(list)?);
    actions::assign::staff_session(&ctx, id.0.clone(), row_version, staff, list).await?;
    Ok(json::ok(&session_page(&ctx, id.0).await?))
}

//! The work list after a changed notice.

use super::actions;
use super::views::{self, CalendarWork};
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::web::json;
use crate::web::path::Path;
use actix_web::HttpResponse;

/// Published sessions on dates that a notice has changed, in the districts that the caller coordinates.
#[utoipa::path(get, path = "/api/v1/calendar-work", tag = "scheduling", responses((status = 200, body = CalendarWork)))]
pub async fn calendar_work(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::calendar_work(&ctx).await?))
}

/// Leaves a session as it is although its date is another kind of day now.
#[utoipa::path(delete, path = "/api/v1/calendar-work/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn leave_as_it_is(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    actions::leave_as_it_is(&ctx, id.0).await?;
    Ok(json::no_content())
}

//! Leave over HTTP.

use super::actions::{self, LeaveRequest};
use crate::accounts::Context;
use crate::error::Result;
use crate::field;
use crate::ids::{LeaveId, PersonId};
use crate::scheduling::problems::views::ChangeHit;
use crate::scheduling::rules::LeaveRoles;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Leave by dates, or with times, in the zone of the home district.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnterLeave {
    /// `YYYY-MM-DD`.
    from_date: String,
    /// `HH:MM`; the whole day when absent.
    from_time: Option<String>,
    /// `YYYY-MM-DD`, included.
    to_date: String,
    /// `HH:MM`; the whole day when absent.
    to_time: Option<String>,
    roles: LeaveRoles,
}

/// A leave that was entered, and what it hits.
#[derive(Serialize, ToSchema)]
pub struct LeaveEntered {
    id: LeaveId,
    #[serde(flatten)]
    hit: ChangeHit,
}

/// Enters leave, one's own or on somebody's behalf; the answer names the sessions that it hits.
#[utoipa::path(post, path = "/api/v1/people/{id}/leaves", tag = "scheduling", params(("id" = String, Path)),
    request_body = EnterLeave, responses((status = 201, body = LeaveEntered)))]
pub async fn enter_leave(ctx: Context, id: Path<PersonId>, body: Json<EnterLeave>) -> Result<HttpResponse> {
    let body = body.0;
    let time = |name, text: &Option<String>| text.as_ref().map(|text| field::time(name, text)).transpose();
    let request = LeaveRequest {
        from: (
            field::date("from_date", &body.from_date)?,
            time("from_time", &body.from_time)?,
        ),
        to: (field::date("to_date", &body.to_date)?, time("to_time", &body.to_time)?),
        roles: body.roles,
    };
    let (id, hit) = actions::enter_leave(&ctx, id.0, request).await?;
    Ok(json::created(&LeaveEntered { id, hit }))
}

/// Withdraws leave; what it had marked is solved.
#[utoipa::path(delete, path = "/api/v1/leaves/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn withdraw_leave(ctx: Context, id: Path<LeaveId>) -> Result<HttpResponse> {
    actions::withdraw_leave(&ctx, id.0).await?;
    Ok(json::no_content())
}

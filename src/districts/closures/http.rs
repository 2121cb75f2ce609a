//! Closures.

use super::actions::{self, NewClosure};
use super::views::{self, Closures};
use crate::accounts::Context;
use crate::districts::api::{HitSession, VenueHooks};
use crate::error::Result;
use crate::field;
use crate::ids::{ClosureId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Closes studios for a range of dates.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseStudios {
    studio_ids: Vec<StudioId>,
    /// `YYYY-MM-DD`; both dates are included.
    from_date: String,
    to_date: String,
    reason: String,
}

/// With `?dry_run=true` nothing is written.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ClosureDryRun {
    /// Only say which sessions it would hit.
    #[serde(default)]
    dry_run: bool,
}

/// A closure, and what it hits.
#[derive(Serialize, ToSchema)]
pub struct StudiosClosed {
    /// Absent for a dry run.
    #[schema(required = true)]
    id: Option<ClosureId>,
    /// Sessions that could not be planned like this any more.
    sessions_hit: Vec<HitSession>,
}

/// The closures that are not over for a month, in the caller's districts.
#[utoipa::path(get, path = "/api/v1/closures", tag = "districts", responses((status = 200, body = Closures)))]
pub async fn closures(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::closures(&ctx).await?))
}

/// Closes studios for a range of dates, or says which sessions that would hit.
#[utoipa::path(post, path = "/api/v1/closures", tag = "districts", request_body = CloseStudios, params(ClosureDryRun),
    responses((status = 201, body = StudiosClosed), (status = 200, body = StudiosClosed, description = "dry run")))]
pub async fn close_studios(
    ctx: Context,
    hooks: Data<VenueHooks>,
    query: Query<ClosureDryRun>,
    body: Json<CloseStudios>,
) -> Result<HttpResponse> {
    let body = body.0;
    let new = NewClosure {
        studios: body.studio_ids,
        from: field::date("from_date", &body.from_date)?,
        to: field::date("to_date", &body.to_date)?,
        reason: field::text("reason", &body.reason, 0, 200)?,
    };
    let (id, sessions_hit) = actions::close_studios(&ctx, &hooks, new, query.0.dry_run).await?;
    let is_made = id.is_some();
    let answer = StudiosClosed { id, sessions_hit };
    Ok(if is_made {
        json::created(&answer)
    } else {
        json::ok(&answer)
    })
}

/// Opens the studios of a closure again.
#[utoipa::path(delete, path = "/api/v1/closures/{id}", tag = "districts", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn lift_closure(ctx: Context, hooks: Data<VenueHooks>, id: Path<ClosureId>) -> Result<HttpResponse> {
    actions::lift_closure(&ctx, &hooks, id.0).await?;
    Ok(json::no_content())
}

//! Studios.

use super::actions::{self, StudioChange};
use super::views::{self, StudioBrief, StudioChanged, StudioView, StudiosQuery};
use crate::accounts::Context;
use crate::districts::api::{CloneHooks, VenueHooks};
use crate::districts::model;
use crate::error::Result;
use crate::ids::{DistrictId, StudioId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpenStudio {
    district_id: DistrictId,
    name: String,
    /// An IANA zone; the district's when absent.
    zone: Option<String>,
}

/// Changes a studio; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditStudio {
    name: Option<String>,
    is_active: Option<bool>,
    /// Whose public holidays it keeps: two letters of a country, and a part of it if need be.
    region: Option<String>,
    /// Whether it is closed on public holidays.
    closes_on_public_days: Option<bool>,
}

/// Opens a studio like another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloneStudio {
    name: String,
    district_id: DistrictId,
}

/// The studios of the districts that the caller has a role in.
#[utoipa::path(get, path = "/api/v1/studios", tag = "districts", params(StudiosQuery),
    responses((status = 200, body = Page<StudioBrief>)))]
pub async fn list_studios(ctx: Context, query: Query<StudiosQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_studios(&ctx, query.0).await?))
}

#[utoipa::path(post, path = "/api/v1/studios", tag = "districts", request_body = OpenStudio,
    responses((status = 201, body = StudioView)))]
pub async fn open_studio(ctx: Context, body: Json<OpenStudio>) -> Result<HttpResponse> {
    let body = body.0;
    let name = model::name("name", &body.name)?;
    let zone = body.zone.map(|zone| model::zone(&zone)).transpose()?;
    let studio = actions::open_studio(&ctx, body.district_id, name, zone).await?;
    Ok(json::created(&views::studio_after(&ctx, studio).await?))
}

/// A studio with its rooms and hours.
#[utoipa::path(get, path = "/api/v1/studios/{id}", tag = "districts", params(("id" = String, Path)),
    responses((status = 200, body = StudioView)))]
pub async fn studio(ctx: Context, id: Path<StudioId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::studio(&ctx, id.0).await?))
}

/// Renames a studio, or takes it out of use and back.
#[utoipa::path(patch, path = "/api/v1/studios/{id}", tag = "districts", params(("id" = String, Path)),
    request_body = EditStudio, responses((status = 200, body = StudioChanged)))]
pub async fn edit_studio(
    ctx: Context,
    hooks: Data<VenueHooks>,
    id: Path<StudioId>,
    body: Json<EditStudio>,
) -> Result<HttpResponse> {
    let body = body.0;
    let change = StudioChange {
        name: body.name.map(|name| model::name("name", &name)).transpose()?,
        is_active: body.is_active,
        region: body.region.map(|region| model::region(&region)).transpose()?,
        closes_on_public_days: body.closes_on_public_days,
    };
    let (studio, hit) = actions::edit_studio(&ctx, &hooks, id.0, change).await?;
    Ok(json::ok(&views::studio_changed(&ctx, studio, hit).await?))
}

/// Opens a studio with the rooms, hours and session types of another.
#[utoipa::path(post, path = "/api/v1/studios/{id}/clone", tag = "districts", params(("id" = String, Path)),
    request_body = CloneStudio, responses((status = 201, body = StudioView)))]
pub async fn clone_studio(
    ctx: Context,
    hooks: Data<CloneHooks>,
    id: Path<StudioId>,
    body: Json<CloneStudio>,
) -> Result<HttpResponse> {
    let body = body.0;
    let name = model::name("name", &body.name)?;
    let studio = actions::clone_studio(&ctx, &hooks, id.0, name, body.district_id).await?;
    Ok(json::created(&views::studio_after(&ctx, studio).await?))
}

//! Where somebody works or trains.

use crate::accounts::access::Caller;
use crate::accounts::home_districts::actions as home;
use crate::accounts::home_districts::views::{HomeDistrictView, page};
use crate::accounts::service::Accounts;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

/// Where somebody works or trains from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeDistrictBody {
    district_id: DistrictId,
}

/// Where somebody works or trains and did before, the newest first; for headquarters.
#[utoipa::path(get, path = "/api/v1/people/{id}/home-districts", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Page<HomeDistrictView>), (status = 403, description = "not_allowed")))]
pub async fn list_home_districts(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
) -> Result<HttpResponse> {
    Ok(json::ok(&page(home::list_homes(&accounts, &caller, id).await?)))
}

/// Says where somebody works or trains; for headquarters.
#[utoipa::path(put, path = "/api/v1/people/{id}/home-district", tag = "accounts", params(("id" = String, Path)),
    request_body = HomeDistrictBody, responses((status = 200, body = Page<HomeDistrictView>), (status = 403, description = "not_allowed")))]
pub async fn set_home_district(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
    Json(body): Json<HomeDistrictBody>,
) -> Result<HttpResponse> {
    let lines = home::move_home(&accounts, &caller, id, body.district_id).await?;
    Ok(json::ok(&page(lines)))
}

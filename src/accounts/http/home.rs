//! Where somebody works or trains.

use crate::accounts::access::Caller;
use crate::accounts::actions::home;
use crate::accounts::service::Accounts;
use crate::accounts::store::home::Line;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Where, since when, and who said so.
#[derive(Serialize, ToSchema)]
#[schema(as = HomeDistrict)]
pub struct HomeDistrictView {
    district_id: DistrictId,
    since: Millis,
    /// The nickname of whoever said so; none when it was said at the door.
    #[schema(required = true)]
    set_by: Option<String>,
}

/// Where somebody works or trains from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HomeDistrictBody {
    district_id: DistrictId,
}

fn shown(lines: Vec<Line>) -> HttpResponse {
    let view = |(district_id, since, set_by)| HomeDistrictView {
        district_id,
        since,
        set_by,
    };
    json::ok(&Page::whole(lines.into_iter().map(view).collect::<Vec<_>>()))
}

/// Where somebody works or trains and did before, the newest first; for headquarters.
#[utoipa::path(get, path = "/api/v1/people/{id}/home-districts", tag = "accounts", params(("id" = String, Path)),
    responses((status = 200, body = Page<HomeDistrictView>), (status = 403, description = "not_allowed")))]
pub async fn list_home_districts(
    accounts: Data<Accounts>,
    caller: Caller,
    Path(id): Path<PersonId>,
) -> Result<HttpResponse> {
    Ok(shown(home::list_homes(&accounts, &caller, id).await?))
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
    Ok(shown(lines))
}

//! Standby over HTTP.

use super::actions::{self, StandbyFor};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{DistrictId, PersonId, SessionId, StandbyId, StudioId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A date with a studio or a district, or a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddStandby {
    /// `YYYY-MM-DD`; of the session where it is for one.
    local_date: Option<String>,
    studio_id: Option<String>,
    district_id: Option<String>,
    session_id: Option<String>,
}

/// A standby that was added.
#[derive(Serialize, ToSchema)]
pub struct StandbyAdded {
    id: StandbyId,
}

impl AddStandby {
    fn read(&self) -> Result<StandbyFor> {
        let missing = |name: &'static str| move || Error::field(name, "not_found");
        let date = || {
            let text = self.local_date.as_ref();
            field::date(
                "local_date",
                text.ok_or_else(|| Error::field("local_date", "required"))?,
            )
        };
        match (&self.studio_id, &self.district_id, &self.session_id) {
            (Some(id), None, None) => {
                let id = StudioId::parse(id).ok_or_else(missing("studio_id"))?;
                Ok(StandbyFor::Studio(date()?, id))
            }
            (None, Some(id), None) => {
                let id = DistrictId::parse(id).ok_or_else(missing("district_id"))?;
                Ok(StandbyFor::District(date()?, id))
            }
            (None, None, Some(id)) => {
                let id = SessionId::parse(id).ok_or_else(missing("session_id"))?;
                Ok(StandbyFor::Session(id))
            }
            _ => Err(Error::field("studio_id", "required")),
        }
    }
}

/// Says that somebody could step in.
#[utoipa::path(post, path = "/api/v1/people/{id}/standbys", tag = "scheduling", params(("id" = String, Path)),
    request_body = AddStandby, responses((status = 201, body = StandbyAdded)))]
pub async fn add_standby(ctx: Context, id: Path<PersonId>, body: Json<AddStandby>) -> Result<HttpResponse> {
    let id = actions::add_standby(&ctx, id.0, body.0.read()?).await?;
    Ok(json::created(&StandbyAdded { id }))
}

/// Takes a standby back.
#[utoipa::path(delete, path = "/api/v1/standbys/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn remove_standby(ctx: Context, id: Path<StandbyId>) -> Result<HttpResponse> {
    actions::remove_standby(&ctx, id.0).await?;
    Ok(json::no_content())
}

//! What the staff say of a session.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::debriefs;
use crate::scheduling::debriefs::model::DebriefAnswers;
use crate::scheduling::debriefs::views::DebriefView;
use crate::web::json::Json;
use crate::web::page::Page;
use crate::web::path::Path;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DebriefBody {
    #[serde(default)]
    went_well: String,
    #[serde(default)]
    hard: String,
    #[serde(default)]
    follow_up: String,
    #[serde(default)]
    how_am_i: String,
}

impl DebriefBody {
    /// The answers; `prefix` stands before the names of refused fields.
    pub(crate) fn read(self, prefix: &str) -> Result<DebriefAnswers> {
        let answer = |name: &str, text: &str| field::text(&format!("{prefix}{name}"), text, 0, 2000);
        Ok(DebriefAnswers {
            went_well: answer("went_well", &self.went_well)?,
            hard: answer("hard", &self.hard)?,
            follow_up: answer("follow_up", &self.follow_up)?,
            how_am_i: answer("how_am_i", &self.how_am_i)?,
        })
    }
}

/// What I may read of it: mine, and what those of my district wrote; each reading of another's is audited.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/debriefs", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = Page<DebriefView>), (status = 403, description = "not_allowed")))]
pub async fn debriefs(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    let shown = debriefs::actions::read_debriefs(&ctx, id.0).await?;
    Ok(json::ok(&Page::whole(shown)))
}

/// What I say of it, as one of its staff; the same again changes nothing.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/debriefs/me", tag = "scheduling", request_body = DebriefBody,
    params(("id" = String, Path)), responses((status = 204), (status = 403, description = "not_allowed")))]
pub async fn write_debrief(ctx: Context, id: Path<SessionId>, body: Json<DebriefBody>) -> Result<HttpResponse> {
    debriefs::actions::write_debrief(&ctx, id.0, body.0.read("")?).await?;
    Ok(json::no_content())
}

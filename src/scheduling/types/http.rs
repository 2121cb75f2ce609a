//! The session types of a studio over HTTP.

use super::model::{self, Extra, Need};
use super::views;
use crate::accounts::Context;
use crate::bilingual::Bilingual;
use crate::error::Result;
use crate::ids::StudioId;
use crate::web::json;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A kind of session.
#[derive(Serialize, ToSchema)]
pub struct SessionType {
    code: String,
    name: Bilingual,
    minutes: i64,
    min_people: i64,
    max_people: i64,
    needs: Vec<Need>,
    #[schema(required = true)]
    per_extra: Option<Extra>,
    is_training: bool,
    is_online: bool,
    #[schema(required = true)]
    domain: Option<String>,
}

impl From<model::SessionType> for SessionType {
    fn from(kind: model::SessionType) -> Self {
        SessionType {
            name: kind.name(),
            code: kind.code,
            minutes: kind.minutes,
            min_people: kind.min_people,
            max_people: kind.max_people,
            needs: kind.needs,
            per_extra: kind.per_extra,
            is_training: kind.is_training,
            is_online: kind.is_online,
            domain: kind.domain,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub struct SessionTypes {
    items: Vec<SessionType>,
}

/// Of one studio; the defaults when absent.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TypesQuery {
    studio_id: Option<StudioId>,
}

/// The kinds of sessions.
#[utoipa::path(get, path = "/api/v1/session-types", tag = "scheduling", params(TypesQuery),
    responses((status = 200, body = SessionTypes)))]
pub async fn session_types(ctx: Context, query: Query<TypesQuery>) -> Result<HttpResponse> {
    let types = views::session_types(&ctx, query.0.studio_id).await?;
    Ok(json::ok(&SessionTypes {
        items: types.into_iter().map(SessionType::from).collect(),
    }))
}

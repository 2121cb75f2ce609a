//! Whom to call now.

use crate::accounts::access::Caller;
use crate::chat::views;
use crate::chat::{Chat, help};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId, SessionId};
use crate::web::json;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HelpQuery {
    /// A room in which the caller sits.
    #[param(value_type = Option<String>)]
    room_id: Option<ChatRoomId>,
    /// A session of a district in which the caller has a role.
    #[param(value_type = Option<String>)]
    session_id: Option<SessionId>,
    /// A district in which the caller has a role.
    #[param(value_type = Option<String>)]
    district_id: Option<DistrictId>,
}

/// The crisis card. Nobody is refused here: what the caller may not see is answered with the card for everywhere.
#[utoipa::path(get, path = "/api/v1/help", tag = "chat", params(HelpQuery), responses((status = 200, body = help::CrisisCard)))]
pub async fn help(chat: Data<Chat>, caller: Caller, query: Query<HelpQuery>) -> Result<HttpResponse> {
    let place = (query.0.room_id, query.0.session_id, query.0.district_id);
    Ok(json::ok(&views::find_crisis_card(&chat, caller, place).await?))
}

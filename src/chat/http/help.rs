//! Whom to call now.

use super::super::{Chat, help, store};
use crate::accounts::access::{Caller, Permissions};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId, SessionId};
use crate::web::json;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

/// For where.
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
    let now = chat.clock.now();
    let card = chat
        .db
        .read(move |conn| {
            let HelpQuery {
                room_id,
                session_id,
                district_id,
            } = query.0;
            let mut district = None;
            if let Some(room) = room_id {
                if store::seats::find_seat_of(conn, &room, &caller.person)?.is_some() {
                    district = store::rooms::find_room(conn, &room)?.and_then(|room| room.district_id);
                }
            } else {
                let asked = match (session_id, district_id) {
                    (Some(session), _) => store::help::find_district_of_session(conn, &session)?,
                    (None, asked) => asked,
                };
                let who = Permissions::of_person(conn, &caller.person)?;
                district = asked.filter(|asked| who.visible_districts().contains(asked));
            }
            help::card(conn, district.as_ref(), now)
        })
        .await?;
    Ok(json::ok(&card))
}

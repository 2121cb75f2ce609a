//! Who sits in a room.

use crate::accounts::Accounts;
use crate::accounts::access::Caller;
use crate::chat::Chat;
use crate::chat::actions::{self, Who};
use crate::chat::model::{DisplayName, Seat, SeatRole};
use crate::chat::views::{self, SeatView};
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, PersonId, SeatId};
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;

/// Somebody to be seated.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddSeat {
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    person_id: Option<PersonId>,
    /// Instead of the id: a room is kept by people who know each other by name.
    #[serde(default)]
    nickname: Option<String>,
    #[schema(inline)]
    role: SeatRole,
}

impl AddSeat {
    fn who(&self) -> Result<Who> {
        match (&self.person_id, &self.nickname) {
            (Some(id), None) => Ok(Who::Person(id.clone())),
            (None, Some(name)) => Ok(Who::Nickname(name.clone())),
            _ => Err(Error::field("person_id", "one_of_two")),
        }
    }
}

/// Another name in one room.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rename {
    display_name: String,
}

/// One page of the seats of a room, in the order of joining.
pub(in crate::chat) fn page_of_seats(seats: Vec<Seat>, limit: i64) -> Page<SeatView> {
    let page = Page::cut(seats, limit, |seat| (seat.joined_seq, seat.id.clone()));
    page.map(|seat| SeatView::from(&seat))
}

/// Who sits in a room of the caller's, in the order in which they came.
#[utoipa::path(get, path = "/api/v1/chat/rooms/{id}/seats", tag = "chat", params(("id" = String, Path), PageQuery), responses((status = 200, body = Page<SeatView>)))]
pub async fn list_seats(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    asked: Query<PageQuery>,
) -> Result<HttpResponse> {
    let (after, limit) = (asked.0.after::<(i64, SeatId)>()?, asked.0.limit());
    let seats = views::list_seats(&chat, caller, id.0, after, limit + 1).await?;
    Ok(json::ok(&page_of_seats(seats, limit)))
}

/// Seats a person, named by id or by nickname, or gives them another role.
#[utoipa::path(post, path = "/api/v1/chat/rooms/{id}/seats", tag = "chat", params(("id" = String, Path)), request_body = AddSeat, responses((status = 201, body = SeatView)))]
pub async fn add_seat(
    chat: Data<Chat>,
    accounts: Data<Accounts>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<AddSeat>,
) -> Result<HttpResponse> {
    let who = body.0.who()?;
    if matches!(who, Who::Nickname(_)) {
        // whoever tries names one after the other looks for people (safety 13)
        accounts.acquire_search(&caller.person)?;
    }
    let seat = actions::add_seat(&chat, caller, id.0, who, body.0.role).await?;
    Ok(json::created(&SeatView::from(&seat)))
}

/// Leaves a room, or takes somebody out of it.
#[utoipa::path(delete, path = "/api/v1/chat/rooms/{id}/seats/{membership_id}", tag = "chat", params(("id" = String, Path), ("membership_id" = String, Path)), responses((status = 204)))]
pub async fn remove_seat(chat: Data<Chat>, caller: Caller, ids: Path<(ChatRoomId, SeatId)>) -> Result<HttpResponse> {
    let (room, seat) = ids.0;
    actions::remove_seat(&chat, caller, room, seat).await?;
    Ok(json::no_content())
}

/// Takes another name in this room.
#[utoipa::path(patch, path = "/api/v1/chat/rooms/{id}/seats/me", tag = "chat", params(("id" = String, Path)), request_body = Rename, responses((status = 200, body = SeatView)))]
pub async fn rename(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<ChatRoomId>,
    body: Json<Rename>,
) -> Result<HttpResponse> {
    let name = DisplayName::parse(&body.0.display_name)?;
    let seat = actions::rename(&chat, caller, id.0, name).await?;
    Ok(json::ok(&SeatView::from(&seat)))
}

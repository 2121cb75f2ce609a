//! Places over HTTP: one's own, and those of a session for its staff.

use crate::accounts::Context;
use crate::clock::Millis;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::calendar::session_page::SessionView;
use crate::scheduling::calendar::views::session_page;
use crate::scheduling::places::actions;
use crate::scheduling::places::actions::book::Booked;
use crate::scheduling::places::actions::settings::BookingChange;
use crate::scheduling::places::actions::staff::PlaceChoice;
use crate::scheduling::places::model::BookingMode;
use crate::scheduling::places::staff_view::PlacesView;
use crate::scheduling::places::views::{self, OwnPlace};
use crate::scheduling::roles::Place;
use crate::web::field;
use crate::web::json;
use crate::web::json::Json;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::Deserialize;
use utoipa::ToSchema;

/// As what; to take part when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BookPlace {
    place: Option<Place>,
}

/// A member or trainee takes a place, or joins the waiting list (202).
#[utoipa::path(post, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", request_body = BookPlace,
    params(("id" = String, Path)), responses((status = 200, body = SessionView), (status = 202, body = OwnPlace),
    (status = 409, description = "session_full, booking_not_needed")))]
pub async fn book_place(ctx: Context, id: Path<SessionId>, body: Json<BookPlace>) -> Result<HttpResponse> {
    let place = body.0.place.unwrap_or(Place::Participant);
    match actions::book::book_place(&ctx, id.0.clone(), place).await? {
        Booked::Confirmed => Ok(json::ok(&session_page(&ctx, id.0).await?)),
        Booked::Waiting => Ok(json::accepted(&views::own_place(&ctx, id.0).await?)),
    }
}

/// One's own place on a session, or what one may do to have one.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = OwnPlace)))]
pub async fn own_place(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&views::own_place(&ctx, id.0).await?))
}

/// Gives a place back, or leaves the waiting list.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}/places/me", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn give_back_place(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    actions::give_back::give_back_place(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// The answer to an offer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerPlaceOffer {
    is_accepted: bool,
    /// The start that was read: a session that was moved meanwhile is `row_changed`.
    starts_at: Millis,
}

/// Accepts or declines an offered place.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/offer", tag = "scheduling", request_body = AnswerPlaceOffer,
    params(("id" = String, Path)), responses((status = 204), (status = 409, description = "offer_over, row_changed")))]
pub async fn answer_place_offer(
    ctx: Context,
    id: Path<SessionId>,
    body: Json<AnswerPlaceOffer>,
) -> Result<HttpResponse> {
    actions::answer::answer_offer(&ctx, id.0, body.0.is_accepted, body.0.starts_at).await?;
    Ok(json::no_content())
}

/// Who has a place and who waits, with the reasons, for the staff of the session; recorded in the audit.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/places", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = PlacesView)))]
pub async fn session_places(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&actions::staff::read_places(&ctx, id.0).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddToSession {
    /// Somebody who comes to groups of the district.
    nickname: String,
}

/// Adds somebody: to a place, or to the end of the waiting list where none is free.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/places", tag = "scheduling", request_body = AddToSession,
    params(("id" = String, Path)), responses((status = 200, body = PlacesView), (status = 422, description = "invalid")))]
pub async fn add_to_session(ctx: Context, id: Path<SessionId>, body: Json<AddToSession>) -> Result<HttpResponse> {
    let nickname = field::text("nickname", &body.0.nickname, 1, 80)?;
    actions::staff::add_person(&ctx, id.0.clone(), nickname).await?;
    Ok(json::ok(&actions::staff::read_places(&ctx, id.0).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChooseWaiting {
    choice: PlaceChoice,
}

/// Chooses somebody from the waiting list.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/places/{person}", tag = "scheduling", request_body = ChooseWaiting,
    params(("id" = String, Path), ("person" = String, Path)), responses((status = 200, body = PlacesView)))]
pub async fn choose_waiting(
    ctx: Context,
    path: Path<(SessionId, PersonId)>,
    body: Json<ChooseWaiting>,
) -> Result<HttpResponse> {
    let (id, person) = path.0;
    actions::staff::choose(&ctx, id.clone(), person, body.0.choice).await?;
    Ok(json::ok(&actions::staff::read_places(&ctx, id).await?))
}

/// Takes somebody off the session or its waiting list.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}/places/{person}", tag = "scheduling",
    params(("id" = String, Path), ("person" = String, Path)), responses((status = 200, body = PlacesView)))]
pub async fn take_off_session(ctx: Context, path: Path<(SessionId, PersonId)>) -> Result<HttpResponse> {
    let (id, person) = path.0;
    actions::staff::take_off(&ctx, id.clone(), person).await?;
    Ok(json::ok(&actions::staff::read_places(&ctx, id).await?))
}

/// How one session is booked where it differs from its type; what is absent is as the type has it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SetBooking {
    /// The version that the caller has seen.
    row_version: i64,
    mode: Option<BookingMode>,
    /// How many may take part; at most as many as the room holds.
    capacity: Option<i64>,
}

/// Sets how one session is booked.
#[utoipa::path(put, path = "/api/v1/sessions/{id}/booking", tag = "scheduling", request_body = SetBooking,
    params(("id" = String, Path)), responses((status = 200, body = PlacesView)))]
pub async fn set_booking(ctx: Context, id: Path<SessionId>, body: Json<SetBooking>) -> Result<HttpResponse> {
    let SetBooking {
        row_version,
        mode,
        capacity,
    } = body.0;
    if capacity.is_some_and(|capacity| !(0..=1000).contains(&capacity)) {
        return Err(Error::field("capacity", "out_of_range"));
    }
    let change = BookingChange {
        row_version,
        mode,
        capacity,
    };
    actions::settings::set_booking(&ctx, id.0.clone(), change).await?;
    Ok(json::ok(&actions::staff::read_places(&ctx, id.0).await?))
}

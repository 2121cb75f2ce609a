//! Calls for help: those who ask, and those who come.

use super::actions;
use super::model::{HelpRequest, NOTE_CHARACTERS, Origin};
use super::views::{self, Asked, Call, OwnCall};
use crate::accounts::access::Holder;
use crate::accounts::api::keep_login;
use crate::accounts::{Accounts, Context};
use crate::chat::model::Cid;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::ids::{ChatRoomId, EscalationId, SessionId};
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

/// Asks the person on duty to come, from a room or from a session.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AskForHelp {
    /// Made when the button is pressed; the same again gives the same call.
    cid: String,
    room_id: Option<ChatRoomId>,
    session_id: Option<SessionId>,
    /// At most 500 characters.
    note: Option<String>,
}

/// Asks the person on duty to come. Everybody with a place in the room or session may, and a second tap asks nobody twice.
#[utoipa::path(post, path = "/api/v1/escalations", tag = "care", request_body = AskForHelp,
    responses((status = 201, body = OwnCall), (status = 200, body = OwnCall, description = "asked already")))]
pub async fn ask_for_help(ctx: Context, body: Json<AskForHelp>) -> Result<HttpResponse> {
    let body = body.0;
    let origin = match (body.room_id, body.session_id) {
        (Some(room), None) => Origin::Room(room),
        (None, Some(session)) => Origin::Session(session),
        _ => return Err(Error::field("room_id", "required")),
    };
    let note = crate::field::text("note", body.note.as_deref().unwrap_or_default(), 0, NOTE_CHARACTERS)?;
    let request = HelpRequest {
        cid: Cid::parse("cid", &body.cid)?,
        origin,
        note: (!note.is_empty()).then_some(note),
    };
    let (call, is_known) = actions::ask_for_help(&ctx, request).await?;
    let view = views::own_call(&ctx, call).await?;
    Ok(if is_known {
        json::ok(&view)
    } else {
        json::created(&view)
    })
}

/// The caller's own calls of the last day, the newest first.
#[utoipa::path(get, path = "/api/v1/me/escalations", tag = "care", responses((status = 200, body = Page<OwnCall>)))]
pub async fn own_calls(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&Page::whole(views::own_calls(&ctx).await?)))
}

/// Calls that are not over, the oldest first: for those who were asked, are on duty, or lead there.
#[utoipa::path(get, path = "/api/v1/escalations", tag = "care", responses((status = 200, body = Page<Call>)))]
pub async fn list_calls(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&Page::whole(views::open_calls(&ctx).await?)))
}

/// Whether somebody asks for whoever holds the cookie, also while their screen is locked.
#[utoipa::path(get, path = "/api/v1/asked", tag = "care", security(()), responses((status = 200, body = Asked), (status = 401, description = "sign_in_needed, login_ended")))]
pub async fn asked(db: Data<Db>, accounts: Data<Accounts>, holder: Holder) -> Result<HttpResponse> {
    let (asked, is_needed) = views::asked(&db, &holder.person).await?;
    if is_needed {
        keep_login(&accounts, &holder).await?;
    }
    Ok(json::ok(&asked))
}

/// One call with its note; that it was read is recorded.
#[utoipa::path(get, path = "/api/v1/escalations/{id}", tag = "care", params(("id" = String, Path)), responses((status = 200, body = Call)))]
pub async fn call(ctx: Context, id: Path<EscalationId>) -> Result<HttpResponse> {
    call_view(&ctx, id.0).await
}

async fn call_view(ctx: &Context, id: EscalationId) -> Result<HttpResponse> {
    let details = actions::read_call(ctx, id).await?;
    Ok(json::ok(&views::call(ctx, details).await?))
}

/// "I am coming": nobody else is asked, and the one who asked learns it.
#[utoipa::path(post, path = "/api/v1/escalations/{id}/acknowledge", tag = "care", params(("id" = String, Path)),
    responses((status = 200, body = Call), (status = 409, description = "already_seen, wrong_state")))]
pub async fn acknowledge(ctx: Context, id: Path<EscalationId>) -> Result<HttpResponse> {
    actions::acknowledge(&ctx, id.0.clone()).await?;
    call_view(&ctx, id.0).await
}

#[utoipa::path(post, path = "/api/v1/escalations/{id}/close", tag = "care", params(("id" = String, Path)),
    responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn close_call(ctx: Context, id: Path<EscalationId>) -> Result<HttpResponse> {
    actions::close_call(&ctx, id.0).await?;
    Ok(json::no_content())
}

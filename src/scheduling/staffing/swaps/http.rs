//! Exchanges over HTTP.

use super::actions;
use super::views::{SwapOption, swap_options as options_view};
use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{PersonId, SessionId, SwapId};
use crate::scheduling::sessions::http::lifecycle::Nothing;
use crate::web::json;
use crate::web::json::Json;
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is exchanged: the caller's part in the session of the path for somebody's part in another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeSwap {
    with_session_id: SessionId,
    with_person_id: PersonId,
}

#[derive(Serialize, ToSchema)]
pub struct ProposedSwap {
    id: SwapId,
}

/// Exchanges that the caller could propose, the nearest in time first.
#[utoipa::path(get, path = "/api/v1/sessions/{id}/swaps", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 200, body = Page<SwapOption>), (status = 409, description = "wrong_state")))]
pub async fn swap_options(ctx: Context, id: Path<SessionId>) -> Result<HttpResponse> {
    Ok(json::ok(&Page::whole(options_view(&ctx, id.0).await?)))
}

/// Proposes an exchange; what the rules would refuse is refused at once.
#[utoipa::path(post, path = "/api/v1/sessions/{id}/swaps", tag = "scheduling", request_body = ProposeSwap,
    params(("id" = String, Path)), responses((status = 200, body = ProposedSwap),
    (status = 409, description = "session_refused, wrong_state")))]
pub async fn propose_swap(ctx: Context, id: Path<SessionId>, body: Json<ProposeSwap>) -> Result<HttpResponse> {
    let ProposeSwap {
        with_session_id,
        with_person_id,
    } = body.0;
    let id = actions::propose_swap(&ctx, id.0, with_person_id, with_session_id).await?;
    Ok(json::ok(&ProposedSwap { id }))
}

/// Makes the exchange: both sessions at once, or neither.
#[utoipa::path(post, path = "/api/v1/swaps/{id}/accept", tag = "scheduling", request_body = Nothing,
    params(("id" = String, Path)), responses((status = 204),
    (status = 409, description = "session_refused, wrong_state")))]
pub async fn accept_swap(ctx: Context, id: Path<SwapId>, _: Json<Nothing>) -> Result<HttpResponse> {
    actions::accept_swap(&ctx, id.0).await?;
    Ok(json::no_content())
}

/// Declines what was proposed to the caller, or takes back what they proposed.
#[utoipa::path(delete, path = "/api/v1/swaps/{id}", tag = "scheduling", params(("id" = String, Path)),
    responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn close_swap(ctx: Context, id: Path<SwapId>) -> Result<HttpResponse> {
    actions::close_swap(&ctx, id.0).await?;
    Ok(json::no_content())
}

//! The queue of the supervisors of a district. For everybody else it does not exist.

use crate::accounts::access::Caller;
use crate::chat::Chat;
use crate::chat::moderation::actions::{self, Decision, OpenedReview};
use crate::chat::moderation::model::{Reason, Verb};
use crate::chat::moderation::views::{self, ReviewQueue};
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{AppealId, MessageId, SeatId};
use crate::web::json::{self, Json};
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The words of an appeal and what it is against.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpenAppeal {
    words: String,
    verb: Verb,
    reason: Reason,
    at: Millis,
    /// The message that it is about, which may be read too.
    #[schema(required = true)]
    m: Option<MessageId>,
}

/// What is decided about a message, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideMessage {
    decision: Decision,
    reason: Reason,
}

/// Whether what was done is undone, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideAppeal {
    is_lifted: bool,
    reason: Reason,
}

/// What waits for the caller's look.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "chat", responses((status = 200, body = ReviewQueue), (status = 404)))]
pub async fn review_queue(chat: Data<Chat>, caller: Caller) -> Result<HttpResponse> {
    Ok(json::ok(&views::list_reviews(&chat, caller).await?))
}

/// A waiting message with what was said right before and after. That it was read stands in the audit.
#[utoipa::path(get, path = "/api/v1/reviews/messages/{m}", tag = "chat", params(("m" = String, Path)),
    responses((status = 200, body = OpenedReview), (status = 404)))]
pub async fn read_message(chat: Data<Chat>, caller: Caller, id: Path<MessageId>) -> Result<HttpResponse> {
    Ok(json::ok(&actions::read_message(&chat, caller, id.0).await?))
}

/// Decides about a waiting message.
#[utoipa::path(post, path = "/api/v1/reviews/messages/{m}", tag = "chat", params(("m" = String, Path)),
    request_body = DecideMessage, responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn decide_message(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<MessageId>,
    body: Json<DecideMessage>,
) -> Result<HttpResponse> {
    actions::decide_message(&chat, caller, id.0, body.0.decision, body.0.reason).await?;
    Ok(json::no_content())
}

/// An open appeal. That it was read stands in the audit.
#[utoipa::path(get, path = "/api/v1/reviews/appeals/{id}", tag = "chat", params(("id" = String, Path)),
    responses((status = 200, body = OpenAppeal), (status = 404)))]
pub async fn read_appeal(chat: Data<Chat>, caller: Caller, id: Path<AppealId>) -> Result<HttpResponse> {
    let (words, act) = actions::read_appeal(&chat, caller, id.0).await?;
    Ok(json::ok(&OpenAppeal {
        words,
        verb: act.verb,
        reason: act.reason,
        at: act.at,
        m: act.message,
    }))
}

/// Decides an open appeal; what is lifted is undone at once.
#[utoipa::path(post, path = "/api/v1/reviews/appeals/{id}", tag = "chat", params(("id" = String, Path)),
    request_body = DecideAppeal, responses((status = 204), (status = 404)))]
pub async fn decide_appeal(
    chat: Data<Chat>,
    caller: Caller,
    id: Path<AppealId>,
    body: Json<DecideAppeal>,
) -> Result<HttpResponse> {
    actions::decide_appeal(&chat, caller, id.0, body.0.is_lifted, body.0.reason).await?;
    Ok(json::no_content())
}

/// Lets an author write again whom flags had silenced.
#[utoipa::path(post, path = "/api/v1/reviews/authors/{membership_id}/reopen", tag = "chat",
    params(("membership_id" = String, Path)), responses((status = 204), (status = 409, description = "wrong_state")))]
pub async fn reopen(chat: Data<Chat>, caller: Caller, id: Path<SeatId>) -> Result<HttpResponse> {
    actions::reopen(&chat, caller, id.0).await?;
    Ok(json::no_content())
}

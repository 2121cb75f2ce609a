//! The crisis cards, for those who keep them.

use crate::accounts::access::Caller;
use crate::chat::help::{CrisisLine, InBoth, KeptCard};
use crate::chat::{Chat, actions, views};
use crate::error::Result;
use crate::ids::DistrictId;
use crate::web::json::{self, Json};
use crate::web::page::Page;
use crate::web::path::Path;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::Deserialize;
use utoipa::ToSchema;

/// A card as it is to be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveCrisisCard {
    /// In the order in which to try them; 110 only last.
    lines: Vec<CrisisLine>,
    disclaimer: InBoth,
    /// The districts that have it.
    #[serde(default)]
    district_ids: Vec<DistrictId>,
}

async fn all(chat: &Chat, caller: Caller) -> Result<Page<KeptCard>> {
    Ok(Page::whole(views::list_crisis_cards(chat, caller).await?))
}

/// Every crisis card, for staff.
#[utoipa::path(get, path = "/api/v1/crisis-cards", tag = "chat", responses((status = 200, body = Page<KeptCard>)))]
pub async fn list_crisis_cards(chat: Data<Chat>, caller: Caller) -> Result<HttpResponse> {
    Ok(json::ok(&all(&chat, caller).await?))
}

/// Headquarters writes the card of a region, a new one or an old one.
#[utoipa::path(put, path = "/api/v1/crisis-cards/{region}", tag = "chat", params(("region" = String, Path)), request_body = SaveCrisisCard,
    responses((status = 200, body = Page<KeptCard>)))]
pub async fn save_crisis_card(
    chat: Data<Chat>,
    caller: Caller,
    region: Path<String>,
    body: Json<SaveCrisisCard>,
) -> Result<HttpResponse> {
    let body = body.0;
    let card = actions::NewCrisisCard::parse(&region.0, &body.lines, &body.disclaimer, body.district_ids)?;
    actions::save_card(&chat, caller.clone(), card).await?;
    Ok(json::ok(&all(&chat, caller).await?))
}

/// Headquarters has checked the numbers today.
#[utoipa::path(post, path = "/api/v1/crisis-cards/{region}/review", tag = "chat", params(("region" = String, Path)),
    responses((status = 200, body = Page<KeptCard>)))]
pub async fn review_crisis_card(chat: Data<Chat>, caller: Caller, region: Path<String>) -> Result<HttpResponse> {
    actions::review_card(&chat, caller.clone(), region.0).await?;
    Ok(json::ok(&all(&chat, caller).await?))
}

//! Requests and answers of this room.

use super::actions;
use super::model::{Preferences, QuietHours};
use super::views::{self, DeadEmailView, Inbox, NoticePreferences};
use crate::accounts::Context;
use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};
use crate::field;
use crate::ids::{LetterId, NoticeId};
use crate::local_time::minute_of;
use crate::mail::Email;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What this room adds to the API document.
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    inbox,
    read,
    preferences,
    set_preferences,
    test_letter,
    dead_letters,
    retry_dead_letter
))]
pub struct Doc;

/// Which notices were read; all when absent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotices {
    ids: Option<Vec<NoticeId>>,
}

/// How many are left.
#[derive(Serialize, ToSchema)]
pub struct Unread {
    unread: i64,
}

fn minute(name: &str, text: &str) -> Result<i64> {
    let time = field::time(name, text)?;
    Ok(minute_of(time))
}

impl NoticePreferences {
    fn read(self) -> Result<Preferences> {
        let email = self
            .email
            .map(|email| email.trim().to_owned())
            .filter(|email| !email.is_empty());
        if email.as_deref().is_some_and(holds_identity_number) {
            return Err(Error::from(Code::RefusedContent).and_field("email", "identity_number"));
        }
        if email.as_deref().is_some_and(|email| !Email::is_address(email)) {
            return Err(Error::field("email", "not_allowed"));
        }
        if self.is_email_on && email.is_none() {
            return Err(Error::field("email", "required"));
        }
        Ok(Preferences {
            email,
            is_email_on: self.is_email_on,
            is_mention_on: self.is_mention_on,
            quiet: QuietHours {
                from: minute("quiet_from", &self.quiet_from)?,
                to: minute("quiet_to", &self.quiet_to)?,
            },
        })
    }
}

/// The caller's inbox, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notifications", params(PageQuery), responses((status = 200, body = Inbox)))]
pub async fn inbox(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::inbox(&ctx, query.0).await?))
}

/// Marks notices as read.
#[utoipa::path(post, path = "/api/v1/notices/read", tag = "notifications", request_body = ReadNotices,
    responses((status = 200, body = Unread)))]
pub async fn read(ctx: Context, body: Json<ReadNotices>) -> Result<HttpResponse> {
    if body.0.ids.as_ref().is_some_and(|ids| ids.len() > 200) {
        return Err(Error::field("ids", "too_long"));
    }
    let unread = actions::mark_read(&ctx, body.0.ids).await?;
    Ok(json::ok(&Unread { unread }))
}

/// How the caller wants to be told.
#[utoipa::path(get, path = "/api/v1/me/notice-preferences", tag = "notifications", responses((status = 200, body = NoticePreferences)))]
pub async fn preferences(ctx: Context) -> Result<HttpResponse> {
    Ok(json::ok(&views::preferences(&ctx).await?))
}

/// Changes how the caller wants to be told.
#[utoipa::path(put, path = "/api/v1/me/notice-preferences", tag = "notifications", request_body = NoticePreferences,
    responses((status = 200, body = NoticePreferences)))]
pub async fn set_preferences(ctx: Context, body: Json<NoticePreferences>) -> Result<HttpResponse> {
    actions::save_preferences(&ctx, body.0.read()?).await?;
    Ok(json::ok(&views::preferences(&ctx).await?))
}

/// Sends the caller an email that shows how emails look.
#[utoipa::path(post, path = "/api/v1/me/notice-preferences/test", tag = "notifications", responses((status = 202), (status = 422, description = "invalid: no address")))]
pub async fn test_letter(ctx: Context) -> Result<HttpResponse> {
    actions::send_test_email(&ctx).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Emails that were given up; headquarters only.
#[utoipa::path(get, path = "/api/v1/mail/dead-letters", tag = "notifications", params(PageQuery),
    responses((status = 200, body = Page<DeadEmailView>)))]
pub async fn dead_letters(ctx: Context, query: Query<PageQuery>) -> Result<HttpResponse> {
    Ok(json::ok(&views::dead_letters(&ctx, query.0).await?))
}

/// Lets a dead email try again from the start; headquarters only.
#[utoipa::path(post, path = "/api/v1/mail/dead-letters/{id}/retry", tag = "notifications", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn retry_dead_letter(ctx: Context, id: Path<LetterId>) -> Result<HttpResponse> {
    actions::retry_dead_email(&ctx, id.0).await?;
    Ok(json::no_content())
}

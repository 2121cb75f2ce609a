//! Requests and answers of this room.

use super::actions;
use super::jobs::Post;
use super::model::{Notice, Preferences, QuietHours};
use super::store::{self, DeadLetter};
use crate::accounts::access::{Caller, Permissions};
use crate::clock::Millis;
use crate::content::holds_identity_number;
use crate::db::Db;
use crate::error::{Code, Error, Result};
use crate::field;
use crate::ids::{LetterId, NoticeId};
use crate::keys::Keys;
use crate::local_time::{minute_of, minute_text};
use crate::mail::Letter;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
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

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub struct NoticeText {
    zh: String,
    en: String,
}

/// A notice.
#[derive(Serialize, ToSchema)]
#[schema(as = Notice)]
pub struct NoticeView {
    id: NoticeId,
    at: Millis,
    kind: String,
    text: NoticeText,
    link: String,
    is_read: bool,
}

impl From<Notice> for NoticeView {
    fn from(notice: Notice) -> Self {
        let (zh, en) = notice.kind.map(|kind| kind.text(&notice.params)).unwrap_or_default();
        NoticeView {
            id: notice.id,
            at: notice.at,
            kind: notice.kind.map_or("unknown", |kind| kind.as_str()).to_owned(),
            text: NoticeText { zh, en },
            link: notice.link,
            is_read: notice.is_read,
        }
    }
}

/// A page of the inbox.
#[derive(Serialize, ToSchema)]
pub struct Inbox {
    #[serde(flatten)]
    page: Page<NoticeView>,
    unread: i64,
}

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

/// How the person wants to be told outside of the product.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticePreferences {
    email: Option<String>,
    is_email_on: bool,
    /// Letters tell of mentions in a chat too; only where they are wanted at all.
    is_mention_on: bool,
    /// `HH:MM`.
    quiet_from: String,
    /// `HH:MM`.
    quiet_to: String,
}

/// A letter that was given up.
#[derive(Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterView {
    id: LetterId,
    at: Millis,
    last_error: String,
    tries: i64,
}

impl From<DeadLetter> for DeadLetterView {
    fn from(letter: DeadLetter) -> Self {
        DeadLetterView {
            id: letter.id,
            at: letter.at,
            last_error: letter.last_error,
            tries: letter.tries,
        }
    }
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
        if email.as_deref().is_some_and(|email| !Letter::is_address(email)) {
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

    fn show(preferences: Preferences) -> Self {
        NoticePreferences {
            email: preferences.email,
            is_email_on: preferences.is_email_on,
            is_mention_on: preferences.is_mention_on,
            quiet_from: minute_text(preferences.quiet.from),
            quiet_to: minute_text(preferences.quiet.to),
        }
    }
}

async fn load(db: &Db, keys: &Keys, caller: &Caller) -> Result<NoticePreferences> {
    let (keys, person) = (keys.clone(), caller.person.clone());
    let set = db
        .read(move |conn| {
            let Some(row) = store::find_preferences(conn, &person)? else {
                return Ok(Preferences::default());
            };
            let open = |sealed: Vec<u8>| keys.open_text("notice_preferences", person.as_str(), &sealed);
            Ok(Preferences {
                email: row.email.map(open).transpose()?,
                is_email_on: row.is_email_on,
                is_mention_on: row.is_mention_on,
                quiet: QuietHours {
                    from: row.quiet_from,
                    to: row.quiet_to,
                },
            })
        })
        .await?;
    Ok(NoticePreferences::show(set))
}

/// The caller's inbox, newest first.
#[utoipa::path(get, path = "/api/v1/notices", tag = "notifications", params(PageQuery), responses((status = 200, body = Inbox)))]
pub async fn inbox(db: Data<Db>, caller: Caller, query: Query<PageQuery>) -> Result<HttpResponse> {
    let (page, unread) = db
        .read(move |conn| {
            let limit = query.0.limit();
            let rows = store::page_notices(conn, &caller.person, query.0.after()?, limit + 1)?;
            let page = Page::cut(rows, limit, |row| (row.at, row.id.clone()));
            Ok((page, store::count_unread(conn, &caller.person)?))
        })
        .await?;
    Ok(json::ok(&Inbox {
        page: page.map(NoticeView::from),
        unread,
    }))
}

/// Marks notices as read.
#[utoipa::path(post, path = "/api/v1/notices/read", tag = "notifications", request_body = ReadNotices,
    responses((status = 200, body = Unread)))]
pub async fn read(post: Data<Post>, caller: Caller, body: Json<ReadNotices>) -> Result<HttpResponse> {
    if body.0.ids.as_ref().is_some_and(|ids| ids.len() > 200) {
        return Err(Error::field("ids", "too_long"));
    }
    let unread = actions::mark_read(&post, caller, body.0.ids).await?;
    Ok(json::ok(&Unread { unread }))
}

/// How the caller wants to be told.
#[utoipa::path(get, path = "/api/v1/me/notice-preferences", tag = "notifications", responses((status = 200, body = NoticePreferences)))]
pub async fn preferences(db: Data<Db>, keys: Data<Keys>, caller: Caller) -> Result<HttpResponse> {
    Ok(json::ok(&load(&db, &keys, &caller).await?))
}

/// Changes how the caller wants to be told.
#[utoipa::path(put, path = "/api/v1/me/notice-preferences", tag = "notifications", request_body = NoticePreferences,
    responses((status = 200, body = NoticePreferences)))]
pub async fn set_preferences(post: Data<Post>, caller: Caller, body: Json<NoticePreferences>) -> Result<HttpResponse> {
    actions::save_preferences(&post, caller.clone(), body.0.read()?).await?;
    Ok(json::ok(&load(&post.db, &post.keys, &caller).await?))
}

/// Sends the caller a letter that shows how letters look.
#[utoipa::path(post, path = "/api/v1/me/notice-preferences/test", tag = "notifications", responses((status = 202), (status = 422, description = "invalid: no address")))]
pub async fn test_letter(post: Data<Post>, caller: Caller) -> Result<HttpResponse> {
    actions::send_test_letter(&post, caller).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Letters that were given up; headquarters only.
#[utoipa::path(get, path = "/api/v1/mail/dead-letters", tag = "notifications", params(PageQuery),
    responses((status = 200, body = Page<DeadLetterView>)))]
pub async fn dead_letters(db: Data<Db>, caller: Caller, query: Query<PageQuery>) -> Result<HttpResponse> {
    let page = db
        .read(move |conn| {
            Permissions::load(conn, &caller)?.must_be_headquarters()?;
            let limit = query.0.limit();
            let rows = store::page_dead(conn, query.0.after()?, limit + 1)?;
            Ok(Page::cut(rows, limit, |row| (row.at, row.id.clone())))
        })
        .await?;
    Ok(json::ok(&page.map(DeadLetterView::from)))
}

/// Lets a dead letter try again from the start; headquarters only.
#[utoipa::path(post, path = "/api/v1/mail/dead-letters/{id}/retry", tag = "notifications", params(("id" = String, Path)),
    responses((status = 204)))]
pub async fn retry_dead_letter(post: Data<Post>, caller: Caller, id: Path<LetterId>) -> Result<HttpResponse> {
    actions::retry_dead_letter(&post, caller, id.0).await?;
    Ok(json::no_content())
}

//! The inbox, the preferences, and emails that were given up, as people see them.

use super::model::{Notice, Preferences, QuietHours};
use super::store::{self, DeadEmail};
use crate::accounts::Context;
use crate::clock::Millis;
use crate::error::Result;
use crate::ids::{LetterId, NoticeId};
use crate::local_time::minute_text;
use crate::web::page::{Page, PageQuery};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub struct NoticeText {
    zh: String,
    en: String,
}

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

/// How the person wants to be told outside of the product.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticePreferences {
    pub(super) email: Option<String>,
    pub(super) is_email_on: bool,
    /// Emails tell of mentions in a chat too; only where they are wanted at all.
    pub(super) is_mention_on: bool,
    /// `HH:MM`.
    pub(super) quiet_from: String,
    /// `HH:MM`.
    pub(super) quiet_to: String,
}

/// An email that was given up.
#[derive(Serialize, ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadEmailView {
    id: LetterId,
    at: Millis,
    last_error: String,
    tries: i64,
}

impl From<DeadEmail> for DeadEmailView {
    fn from(letter: DeadEmail) -> Self {
        DeadEmailView {
            id: letter.id,
            at: letter.at,
            last_error: letter.last_error,
            tries: letter.tries,
        }
    }
}

impl NoticePreferences {
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

/// A page of the caller's inbox, newest first.
pub(super) async fn inbox(ctx: &Context, query: PageQuery) -> Result<Inbox> {
    let person = ctx.caller.person.clone();
    ctx.db
        .read(move |conn| {
            let limit = query.limit();
            let rows = store::page_notices(conn, &person, query.after()?, limit + 1)?;
            let page = Page::cut(rows, limit, |row| (row.at, row.id.clone()));
            Ok(Inbox {
                page: page.map(NoticeView::from),
                unread: store::count_unread(conn, &person)?,
            })
        })
        .await
}

/// How the caller wants to be notified.
pub(super) async fn preferences(ctx: &Context) -> Result<NoticePreferences> {
    let (keys, person) = (ctx.keys.clone(), ctx.caller.person.clone());
    ctx.db
        .read(move |conn| {
            let Some(row) = store::find_preferences(conn, &person)? else {
                return Ok(NoticePreferences::show(Preferences::default()));
            };
            let open = |sealed: Vec<u8>| keys.open_text("notice_preferences", person.as_str(), &sealed);
            Ok(NoticePreferences::show(Preferences {
                email: row.email.map(open).transpose()?,
                is_email_on: row.is_email_on,
                is_mention_on: row.is_mention_on,
                quiet: QuietHours {
                    from: row.quiet_from,
                    to: row.quiet_to,
                },
            }))
        })
        .await
}

/// A page of the emails that were given up, for headquarters.
pub(super) async fn dead_letters(ctx: &Context, query: PageQuery) -> Result<Page<DeadEmailView>> {
    ctx.read(move |conn, who| {
        who.must_be_headquarters()?;
        let limit = query.limit();
        let rows = store::page_dead(conn, query.after()?, limit + 1)?;
        let page = Page::cut(rows, limit, |row| (row.at, row.id.clone()));
        Ok(page.map(DeadEmailView::from))
    })
    .await
}

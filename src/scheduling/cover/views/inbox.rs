//! The cover inbox of a coordinator: every open request of their districts, the next session first.

use super::of_session::{CoverRequestView, request_views};
use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::error::Result;
use crate::scheduling::access::Sight;
use crate::scheduling::calendar::line::{Lines, SessionBrief};
use crate::scheduling::cover::model::CoverKey;
use crate::scheduling::cover::store::page_open;
use crate::scheduling::sessions::store::Session;
use crate::web::page::Page;
use serde::Serialize;

#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct CoverInboxLine {
    pub session: SessionBrief,
    pub request: CoverRequestView,
}

pub(crate) async fn cover_inbox(ctx: &Context, after: Option<CoverKey>, limit: i64) -> Result<Page<CoverInboxLine>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let scope = who.coordinated();
        allowed(!scope.is_empty())?;
        let rows = page_open(conn, &scope, now, after.as_ref(), limit + 1)?;
        let page = Page::cut(rows, limit, |(request, session)| {
            (session.starts_at, request.id.clone())
        });
        let sessions: Vec<Session> = page.items.iter().map(|(_, session)| session.clone()).collect();
        let lines = Lines::load(conn, &sessions, &who.person)?;
        page.try_map(|(request, session)| {
            let seen = lines.seen(&session, &who.person);
            let mut views = request_views(conn, who, &session, vec![request])?;
            let request = views.pop().ok_or_else(crate::error::Error::not_found)?;
            Ok(CoverInboxLine {
                session: lines.brief(&seen, Sight::Full)?,
                request,
            })
        })
    })
    .await
}

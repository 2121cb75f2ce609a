//! The work list as somebody who plans sees it.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::districts::api::DayKind;
use crate::error::Result;
use crate::scheduling::calendar::line::{SessionBrief, briefs};
use crate::scheduling::calendar_work::store;
use crate::scheduling::sessions::store::Session;
use serde::Serialize;
use utoipa::ToSchema;

/// More are shown when these are done.
const MOST: i64 = 200;

/// A session on a date whose kind has changed.
#[derive(Serialize, ToSchema)]
pub struct CalendarWorkItem {
    session: SessionBrief,
    was: DayKind,
    now: DayKind,
}

/// What a changed notice leaves to be looked at, the next session first.
#[derive(Serialize, ToSchema)]
pub struct CalendarWork {
    items: Vec<CalendarWorkItem>,
}

/// The sessions of the districts that the caller coordinates.
pub(crate) async fn calendar_work(ctx: &Context) -> Result<CalendarWork> {
    let at = ctx.now();
    ctx.read(move |conn, who| {
        let scope = who.coordinated();
        allowed(!scope.is_empty())?;
        let rows = store::list_items(conn, &scope, at, MOST)?;
        let sessions: Vec<Session> = rows.iter().map(|(_, session)| session.clone()).collect();
        let lines = briefs(conn, who, &sessions)?;
        let items = rows.into_iter().filter_map(|(item, _)| {
            let session = lines.iter().find(|line| line.id == item.session_id)?.clone();
            Some(CalendarWorkItem {
                session,
                was: item.was,
                now: item.now,
            })
        });
        Ok(CalendarWork { items: items.collect() })
    })
    .await
}

//! A series as somebody sees it.

use super::store::{self, Series};
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{SeriesId, SessionId};
use crate::scheduling::calendar::line::{SessionBrief, briefs};
use crate::scheduling::sessions;

/// The lines of these sessions, as the caller sees them.
pub(crate) async fn session_lines(ctx: &Context, ids: Vec<SessionId>) -> Result<Vec<SessionBrief>> {
    ctx.read(move |conn, who| {
        let sessions = sessions::store::list_sessions(conn, &ids)?;
        briefs(conn, who, &sessions)
    })
    .await
}

/// A series with the sessions of it that the caller sees; nothing to see is nothing there.
pub(crate) async fn series(ctx: &Context, id: SeriesId) -> Result<(Series, Vec<SessionBrief>)> {
    ctx.read(move |conn, who| {
        let series = store::find_series(conn, &id)?.ok_or_else(Error::not_found)?;
        let sessions = sessions::store::list_of_series(conn, &id)?;
        let mut sessions = briefs(conn, who, &sessions)?;
        sessions.retain(|brief| brief.series_id.is_some());
        if sessions.is_empty() && !who.coordinates(&series.district_id) {
            return Err(Error::not_found());
        }
        Ok((series, sessions))
    })
    .await
}

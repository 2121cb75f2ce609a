//! Ends a series: what the rule gives after a date is cancelled.

use crate::accounts::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{SeriesId, SessionId};
use crate::scheduling::notices::actions::{Snapshot, schedule_notices};
use crate::scheduling::series::access::{locked_series, planned_series};
use crate::scheduling::series::generation::date_of;
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions;
use crate::scheduling::sessions::actions::cancel::take_off;
use crate::scheduling::sessions::state::{CancelReason, SessionVerb};
use crate::scheduling::sessions::store::Session;
use jiff::civil::Date;

/// Cancels the dates after `last` that lie ahead and stand; each can be restored for as long as any cancelled session. Their
/// sessions, also for a dry run, which changes nothing.
pub async fn end_series(
    ctx: &Context,
    id: SeriesId,
    (row_version, last): (i64, Date),
    reason: CancelReason,
    is_dry_run: bool,
) -> Result<Vec<SessionId>> {
    if is_dry_run {
        let now = ctx.now();
        return ctx
            .read(move |conn, who| {
                let series = planned_series(conn, who, &id)?;
                let ids = store::list_standing(conn, &id, now)?;
                let ending = ending(conn, &series, &ids, last, now)?;
                Ok(ending.into_iter().map(|session| session.id).collect())
            })
            .await;
    }
    ctx.write(move |tx, who| {
        let mut series = locked_series(tx.conn(), who, &id, row_version)?;
        let now = tx.now();
        let ids = store::list_standing(tx.conn(), &id, now)?;
        for id in &ids {
            sessions::store::lock_session(tx.conn(), id)?;
        }
        let ending = ending(tx.conn(), &series, &ids, last, now)?;
        let mut cancelled = vec![];
        for mut session in ending {
            let was = Snapshot::read(tx.conn(), &session)?;
            take_off(tx, &mut session, SessionVerb::Cancel, reason, &who.person)?;
            schedule_notices(tx, &was, &session, &who.person)?;
            cancelled.push(session.id);
        }
        series.until_date = last.to_string();
        series.row_version += 1;
        store::update_series(tx.conn(), &series)?;
        Ok(cancelled)
    })
    .await
}

/// Of these, what still stands and comes after the last date.
fn ending(conn: &mut Conn, series: &Series, ids: &[SessionId], last: Date, now: Millis) -> Result<Vec<Session>> {
    if last.to_string() < series.first_date || last.to_string() > series.until_date {
        return Err(Error::field("last_date", "out_of_range"));
    }
    let mut found = vec![];
    for session in sessions::store::list_sessions(conn, ids)? {
        let key = session.occurrence_key.as_deref().unwrap_or_default();
        let stands = session.state.is_ahead() && session.starts_at > now;
        if stands && date_of(key)? > last {
            found.push(session);
        }
    }
    Ok(found)
}

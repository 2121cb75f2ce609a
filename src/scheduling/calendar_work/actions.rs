//! Keep the work list, and leave a session as it is.

use crate::accounts::Context;
use crate::db::Tx;
use crate::districts::api::DayChange;
use crate::error::{Error, Result};
use crate::ids::{SessionId, StudioId};
use crate::scheduling::access::look_locked;
use crate::scheduling::calendar_work::store::{self, WorkItem};
use crate::scheduling::events::session_changed;
use crate::scheduling::problems::store::{Ahead, list_ahead};
use crate::scheduling::sessions::state::{SessionState, SessionVerb};

/// Writes down the published sessions of a studio on dates whose kind has changed. A date that is again what it was leaves the list.
pub(crate) fn record_work(tx: &mut Tx<'_>, studio: &StudioId, days: &[DayChange]) -> Result<()> {
    let now = tx.now();
    for day in days {
        let date = day.date.to_string();
        let ahead = Ahead {
            studio: Some(studio.clone()),
            dates: Some((date.clone(), date.clone())),
            ..Ahead::default()
        };
        for session in list_ahead(tx.conn(), &ahead, now)? {
            if session.state != SessionState::Published {
                continue;
            }
            let old = store::find_item(tx.conn(), &session.id, &date)?;
            let was = old.map_or(day.was, |old| old.was);
            store::delete_items(tx.conn(), &session.id)?;
            if was != day.now {
                let item = WorkItem {
                    session_id: session.id.clone(),
                    date: date.clone(),
                    was,
                    now: day.now,
                    found_at: now,
                };
                store::insert_item(tx.conn(), &item)?;
            }
            tx.after_commit(session_changed(&session));
        }
    }
    Ok(())
}

/// Somebody who plans has looked at a session, and it stays where it is.
pub(crate) async fn leave_as_it_is(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must_have_role_for(who, SessionVerb::Keep)?;
        if store::delete_items(tx.conn(), &seen.session.id)? == 0 {
            return Err(Error::not_found());
        }
        tx.after_commit(session_changed(&seen.session));
        Ok(())
    })
    .await
}

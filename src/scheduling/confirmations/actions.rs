//! Asks the evening before, and writes a yes down.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::clock::{HOUR, Millis};
use crate::db::{Db, Tx};
use crate::districts::api as districts;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::local_time::{add_days, minute_of, wall, zone};
use crate::notifications::api::{NoticeKind, settle_in};
use crate::scheduling::access::look_locked;
use crate::scheduling::confirmations;
use crate::scheduling::confirmations::store::Confirmation;
use crate::scheduling::cover::access::must_be_coverable;
use crate::scheduling::cover::notices::{answer_link, hint, notify};
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::sessions;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::staffing::assignments;

/// Asks whoever is on a session of tomorrow; every hour, and in each district from five in the afternoon.
pub const ASK_TO_CONFIRM: &str = "scheduling.ask_to_confirm";

/// Minute of the day in a district from which people are asked about tomorrow.
const ASKED_FROM: i64 = 17 * 60;

/// After so long without an answer the coordinators see it.
pub(crate) const SILENT_AFTER: Millis = 2 * HOUR;

/// Asks everybody who has not been asked, one transaction a session.
pub async fn ask_to_confirm(db: &Db) -> Result<()> {
    let now = db.now();
    let ids = db
        .read(move |conn| {
            let mut ids = vec![];
            for district in districts::districts(conn)? {
                let here = wall(&zone(&district.zone)?, now)?;
                if minute_of(here.time()) >= ASKED_FROM {
                    let tomorrow = add_days(here.date(), 1)?.to_string();
                    ids.extend(confirmations::store::list_published(conn, &district.id, &tomorrow)?);
                }
            }
            Ok(ids)
        })
        .await?;
    for id in ids {
        db.write(move |tx| ask_staff(tx, &id)).await?;
    }
    Ok(())
}

fn ask_staff(tx: &mut Tx<'_>, id: &SessionId) -> Result<()> {
    let Some(session) = sessions::store::lock_session(tx.conn(), id)? else {
        return Ok(());
    };
    let now = tx.now();
    if session.state != SessionState::Published || session.starts_at <= now {
        return Ok(());
    }
    let known = confirmations::store::list_confirmations(tx.conn(), id)?;
    let is_known = |person: &PersonId| {
        let mut rows = known.iter();
        rows.any(|row| row.person_id == *person && row.starts_at == session.starts_at)
    };
    let mut asked = vec![];
    for (row, _) in assignments::store::list_assignments(tx.conn(), std::slice::from_ref(id))? {
        if row.state != AssignmentState::Accepted || is_known(&row.person_id) {
            continue;
        }
        let confirmation = Confirmation {
            session_id: id.clone(),
            person_id: row.person_id.clone(),
            starts_at: session.starts_at,
            asked_at: now,
            confirmed_at: None,
        };
        confirmations::store::save_asked(tx.conn(), &confirmation)?;
        asked.push(row.person_id);
    }
    notify(tx, &session, NoticeKind::ConfirmAsked, &asked, &answer_link(id))?;
    if asked.is_empty() {
        Ok(())
    } else {
        hint(tx, &session, &asked)
    }
}

/// "Yes, I come", by whoever is on the session and before it begins.
pub async fn confirm_session(ctx: &Context, id: SessionId) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        allowed(seen.role.is_some() && who.works())?;
        must_be_coverable(&seen.session, tx.now())?;
        let now = tx.now();
        confirmations::store::save_confirmed(tx.conn(), (&id, &who.person), seen.session.starts_at, now)?;
        let me = std::slice::from_ref(&who.person);
        settle_in(tx, me, &[NoticeKind::ConfirmAsked], &answer_link(&id))?;
        hint(tx, &seen.session, me)
    })
    .await
}

//! Lines of sheets that wait for a supervisor.

use crate::accounts::access::{Permissions, Role, Scope};
use crate::accounts::{Context, api as accounts};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::attendance::model::SHEET_FREEZES;
use crate::scheduling::calendar::line::{SessionBrief, briefs};
use crate::scheduling::roles::Place;
use crate::scheduling::{attendance, sessions};
use serde::Serialize;
use std::collections::HashMap;

/// The first of what waits for a supervisor, and how much of it there is.
#[derive(Clone, Debug, Default, Serialize, utoipa::ToSchema)]
pub struct WaitingLines {
    /// How many there are.
    pub count: i64,
    /// The earliest sessions first; who decides them gets the next.
    pub items: Vec<WaitingLine>,
}

/// A line that a supervisor decides.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct WaitingLine {
    pub session: SessionBrief,
    pub person_id: PersonId,
    pub nickname: String,
    /// As what they were written.
    pub place: Place,
    pub minutes: i64,
    /// The press that stands; a decision names it.
    pub cid: String,
    pub recorder: String,
    /// It is the recorder's own; otherwise the place was not booked.
    pub is_own: bool,
}

/// The lines that wait for the caller.
pub(crate) async fn waiting_lines(ctx: &Context, limit: i64) -> Result<WaitingLines> {
    let now = ctx.now();
    ctx.read(move |conn, who| lines(conn, who, now, limit)).await
}

/// What waits for this supervisor: of their districts, and neither their own nor written by them.
fn lines(conn: &mut Conn, who: &Permissions, now: Millis, limit: i64) -> Result<WaitingLines> {
    let Scope::Districts(districts) = who.scope(Role::Supervisor) else {
        return Ok(WaitingLines::default());
    };
    if districts.is_empty() {
        return Ok(WaitingLines::default());
    }
    let since = now - SHEET_FREEZES;
    let count = attendance::store::count_waiting(conn, &districts, &who.person, since)?;
    let rows = attendance::store::list_waiting(conn, &districts, &who.person, since, limit)?;
    let mut ids: Vec<SessionId> = rows.iter().map(|(row, _)| row.session_id.clone()).collect();
    ids.dedup();
    let sessions = sessions::store::list_sessions(conn, &ids)?;
    let sessions: HashMap<SessionId, SessionBrief> = briefs(conn, who, &sessions)?
        .into_iter()
        .map(|brief| (brief.id.clone(), brief))
        .collect();
    let recorders: Vec<PersonId> = rows.iter().map(|(row, _)| row.recorder_id.clone()).collect();
    let recorders = accounts::nicknames(conn, &recorders)?;
    let shown = rows.into_iter().filter_map(|(row, nickname)| {
        Some(WaitingLine {
            session: sessions.get(&row.session_id)?.clone(),
            recorder: recorders.get(&row.recorder_id).cloned().unwrap_or_default(),
            is_own: row.person_id == row.recorder_id,
            person_id: row.person_id,
            nickname,
            place: row.place,
            minutes: row.minutes,
            cid: row.cid,
        })
    });
    Ok(WaitingLines {
        count,
        items: shown.collect(),
    })
}

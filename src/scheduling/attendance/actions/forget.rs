//! What is forgotten by the clock: who came to a group after a year, how many came stays (safety 28, and what members agree
//! to); marks of those who are kept as a number after a day; debriefs after ninety days.

use crate::clock::{DAY, Millis};
use crate::db::{Conn, Db, Tx};
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::attendance::actions;
use crate::scheduling::attendance::model::{SHEET_CLOSES, TapSource};
use crate::scheduling::attendance::store::AttendanceEvent;
use crate::scheduling::{attendance, debriefs, sessions};

/// So long the sheet of a session names its members.
pub const KEPT: Millis = 365 * DAY;

/// So long a debrief is kept.
pub const DEBRIEF_KEPT: Millis = 90 * DAY;

/// Sessions in one round; the next round takes the others.
const SESSIONS: i64 = 200;

/// The device to which those are counted whose names or marks are gone.
const FORGOTTEN: &str = "forgotten";

/// What one run forgot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Names of members on sheets.
    pub names: usize,
    pub debriefs: usize,
}

/// Forgets what is past its time; one transaction a session.
pub async fn forget(db: &Db) -> Result<Forgotten> {
    let now = db.now();
    let old = move |conn: &mut Conn| attendance::store::retention::list_sessions_due(conn, now - KEPT, SESSIONS);
    let names = each(db, old, forget_names).await?;
    let marked =
        move |conn: &mut Conn| attendance::store::retention::list_marked_before(conn, now - SHEET_CLOSES, SESSIONS);
    each(db, marked, forget_marks).await?;
    let debriefs = forget_debriefs(db, now).await?;
    Ok(Forgotten { names, debriefs })
}

async fn forget_debriefs(db: &Db, now: Millis) -> Result<usize> {
    db.write(move |tx| {
        attendance::store::delete_tries(tx.conn(), now - DAY)?;
        Ok(debriefs::store::delete_old(tx.conn(), now - DEBRIEF_KEPT)?)
    })
    .await
}

async fn each(
    db: &Db,
    due: impl Fn(&mut Conn) -> diesel::QueryResult<Vec<SessionId>> + Clone + Send + 'static,
    work: fn(&mut Tx<'_>, &SessionId) -> Result<usize>,
) -> Result<usize> {
    let mut gone = 0;
    loop {
        let due = due.clone();
        let ids = db.read(move |conn| Ok(due(conn)?)).await?;
        if ids.is_empty() {
            return Ok(gone);
        }
        for id in ids {
            gone += db.write(move |tx| work(tx, &id)).await?;
        }
    }
}

/// Turns the names of members into numbers; how many names went. Whoever ever worked here or was trained stays: those sheets
/// are their training record.
fn forget_names(tx: &mut Tx<'_>, id: &SessionId) -> Result<usize> {
    if sessions::store::lock_session(tx.conn(), id)?.is_none() {
        return Ok(0);
    }
    let here = attendance::store::retention::count_members_here(tx.conn(), id)?;
    let gone = attendance::store::retention::delete_members(tx.conn(), id)?;
    count_on(tx, id, here)?;
    Ok(gone)
}

/// Those who are kept as a number were told apart for a day; now they are one number.
fn forget_marks(tx: &mut Tx<'_>, id: &SessionId) -> Result<usize> {
    if sessions::store::lock_session(tx.conn(), id)?.is_none() {
        return Ok(0);
    }
    let before = actions::lines::counted_now(tx.conn(), id)?;
    attendance::store::delete_marked(tx.conn(), id, None)?;
    let after = actions::lines::counted_now(tx.conn(), id)?;
    count_on(tx, id, before - after)?;
    Ok(0)
}

/// Counts so many more without a name.
fn count_on(tx: &mut Tx<'_>, id: &SessionId, more: i64) -> Result<()> {
    let counted = attendance::store::list_counted(tx.conn(), id)?;
    let so_far = counted.get(FORGOTTEN).copied().unwrap_or_default();
    let (press, now) = (so_far.press + 1, tx.now());
    let event = AttendanceEvent {
        id: tx.mint::<String>(),
        session_id: id.clone(),
        person_id: None,
        mark: None,
        status: None,
        place: None,
        minutes: None,
        unnamed_count: Some(so_far.count + more),
        press: Some(press),
        cid: tx.mint::<String>(),
        device: FORGOTTEN.into(),
        device_at: now,
        tapped_at: now,
        saved_at: now,
        source: TapSource::Tap,
        recorder_id: None,
        reason: None,
    };
    attendance::store::insert_event(tx.conn(), &event)?;
    let unnamed = actions::lines::counted_now(tx.conn(), id)?;
    Ok(attendance::store::update_unnamed(tx.conn(), id, unnamed)?)
}

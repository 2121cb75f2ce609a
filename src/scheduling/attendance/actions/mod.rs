//! Who came: a sheet that several devices fill, some of them later (scheduling case 25).
//!
//! Everything on which a line is decided is read after the locks of the session and of the people: whether somebody agreed to
//! be written down, whether the account is open, what stands already. A line that is refused takes no other with it.

pub mod decide;
pub mod forget;
mod lines;
pub(crate) mod read;
mod roster;

pub(crate) use roster::find_by_nickname;

use crate::accounts::model::Purpose;
use crate::accounts::{Context, api as accounts};
use crate::audit;
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::attendance::actions::lines::{Lines, Writing};
use crate::scheduling::attendance::actions::roster::{Found, Roster};
use crate::scheduling::attendance::model::{CorrectionReason, TapSource};
use crate::scheduling::attendance::recording::{Recording, Verdict};
use crate::scheduling::events::session_changed;
use crate::scheduling::sessions::actions::record::credit_later;
use crate::scheduling::sessions::state::SessionState;
use serde_json::json;

/// Saves taps and the number of those without a name, each by itself. Sending the same again changes nothing; of two taps
/// for one person the later one stands, whichever arrives first. Hands
/// back by which right it was written, and what became of each press.
pub async fn record_attendance(
    ctx: &Context,
    id: SessionId,
    recording: Recording,
) -> Result<(TapSource, Vec<Verdict>)> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, permissions| {
        let seen = look_locked(tx.conn(), permissions, &id)?;
        let now = tx.now();
        let source = seen.writes_sheet(permissions, now)?;
        let reason = match (source, recording.reason) {
            (TapSource::Correction, None) => return Err(Error::field("reason", "required")),
            (TapSource::Correction, reason) => reason,
            _ => None,
        };
        let session = seen.session;
        let mut roster = Roster::load(tx.conn(), &session)?;
        let wanted = roster.find(tx, &session, &permissions.person, &recording.entries, now)?;
        let people: Vec<PersonId> = wanted.iter().filter_map(Found::person).cloned().collect();
        let consenting = accounts::list_consenting(tx.conn(), &people, Purpose::Attend)?;
        let writing = Writing {
            keys: &keys,
            session: &session,
            recorder: &permissions.person,
            device: recording.sender.device.as_str(),
            sent_at: recording.sender.sent_at,
            source,
            reason,
            now,
        };
        let mut lines = Lines::load(tx.conn(), writing, &roster, consenting, &recording)?;
        let mut verdicts = vec![];
        for (entry, found) in recording.entries.iter().zip(wanted) {
            let outcome = match found {
                Found::Person(person) => lines.write(tx, entry, person)?,
                Found::Refused(outcome) => outcome,
            };
            let cid = entry.cid.clone();
            verdicts.push(Verdict { cid, outcome });
        }
        if let Some(count) = &recording.unnamed {
            let outcome = lines.count(tx, count)?;
            let cid = count.cid.clone();
            verdicts.push(Verdict { cid, outcome });
        }
        if lines.finish(tx)? {
            audit_correction(tx, &permissions.person, &id, reason, verdicts.len())?;
            tx.after_commit(session_changed(&session));
            if matches!(session.state, SessionState::Delivered | SessionState::Closed) {
                credit_later(tx, &id)?;
            }
        }
        Ok((source, verdicts))
    })
    .await
}

/// A correction is for the audit too: by whom, of which sheet, why, and how much of it.
fn audit_correction(
    tx: &mut Tx<'_>,
    recorder: &PersonId,
    id: &SessionId,
    reason: Option<CorrectionReason>,
    lines: usize,
) -> Result<()> {
    let Some(reason) = reason else { return Ok(()) };
    let entry = audit::Entry::new(Some(recorder), AuditVerb::CorrectAttendance, AuditSubject::Session, id);
    Ok(tx.audit(&entry.detail(json!({ "reason": reason, "lines": lines })))?)
}

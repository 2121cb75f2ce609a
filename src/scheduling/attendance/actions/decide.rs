//! A supervisor decides what whoever recorded it may not: a line of one's own, and a practice place that was not booked.

use crate::accounts::Context;
use crate::accounts::access::{Role, allowed};
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::attendance;
use crate::scheduling::attendance::model::{LineReview, SHEET_FREEZES};
use crate::scheduling::attendance::store::Decision;
use crate::scheduling::events::session_changed;
use crate::scheduling::sessions::actions::record::credit_later;
use crate::scheduling::sessions::state::SessionState;
use serde_json::json;

/// Yes or no to one line, as it stood when it was read.
#[derive(Clone, Debug)]
pub struct LineDecision {
    pub person: PersonId,
    /// By the press that stands.
    pub cid: String,
    pub is_confirmed: bool,
}

/// Decides lines that wait, all or none. The same decision again changes nothing. A supervisor of the district, but neither
/// whoever recorded the line nor whose it is.
pub async fn decide_attendance(ctx: &Context, id: SessionId, choices: Vec<LineDecision>) -> Result<()> {
    ctx.write(move |tx, who| {
        let session = look_locked(tx.conn(), who, &id)?.session;
        allowed(who.has_in(Role::Supervisor, &session.district_id))?;
        let now = tx.now();
        if now >= session.ends_at + SHEET_FREEZES {
            return Err(Code::SheetFrozen.into());
        }
        let rows = attendance::store::list_attendances(tx.conn(), &id)?;
        let mut is_changed = false;
        for choice in &choices {
            let row = rows.iter().find(|(row, _)| row.person_id == choice.person);
            let (row, _) = row.ok_or_else(Error::not_found)?;
            if row.cid != choice.cid {
                return Err(Code::RowChanged.into());
            }
            if [&row.person_id, &row.recorder_id].contains(&&who.person) {
                return Err(Code::SecondPersonNeeded.into());
            }
            let decided = if choice.is_confirmed {
                LineReview::Confirmed
            } else {
                LineReview::Refused
            };
            if row.standing == decided {
                continue;
            }
            if row.standing != LineReview::Waiting {
                return Err(Code::WrongState.into());
            }
            let mut row = row.clone();
            row.standing = decided;
            attendance::store::update_attendance(tx.conn(), &row)?;
            let decision = Decision {
                session_id: &id,
                cid: &row.cid,
                person_id: &row.person_id,
                is_confirmed: choice.is_confirmed,
                decided_by: &who.person,
                decided_at: now,
            };
            attendance::store::insert_decision(tx.conn(), &decision)?;
            let entry = who.entry(AuditVerb::DecideAttendance, AuditSubject::Session, &id);
            let detail = json!({ "person": row.person_id, "is_confirmed": choice.is_confirmed });
            tx.audit(&entry.detail(detail))?;
            is_changed = true;
        }
        if is_changed {
            tx.after_commit(session_changed(&session));
            if matches!(session.state, SessionState::Delivered | SessionState::Closed) {
                credit_later(tx, &id)?;
            }
        }
        Ok(())
    })
    .await
}

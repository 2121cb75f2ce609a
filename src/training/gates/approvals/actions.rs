//! What becomes of an approval: it never falls by itself. What is missing afterwards is a task; two people may except it, and a
//! mistaken approval is taken back with a reason.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::accounts::api as accounts;
use crate::accounts::model::QualifiedBy;
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, OverrideId};
use crate::scheduling::api::qualification_changed;
use crate::training::access::must_record;
use crate::training::enrolments::model::PhaseEventKind;
use crate::training::gates::approvals::in_force::Approvals;
use crate::training::gates::approvals::model::{Override, Undermined};
use crate::training::gates::approvals::store;
use crate::training::gates::model::GateState;
use crate::training::gates::phase_record::PhaseRecord;
use crate::training::progress::enrolment_progress::load_progress;
use crate::training::{access, enrolments, gates, notices};

/// Brings the noted tasks to what is missing from approved phases now; the coordinators hear of what is new.
pub(crate) fn settle_undermined(tx: &mut Tx<'_>, id: &EnrolmentId) -> Result<()> {
    let Some(enrolment) = cohorts::find_enrolment(tx.conn(), id)? else {
        return Ok(());
    };
    let approvals = Approvals::load(tx.conn(), &enrolment)?;
    let before = store::list_undermined_of(tx.conn(), id)?;
    let has_approved = (1..=4).any(|phase| approvals.is_approved(&enrolment, phase));
    if before.is_empty() && !has_approved {
        return Ok(());
    }
    let now = tx.now();
    let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
    let mut all = vec![];
    for phase in 1..=4 {
        let missing = approvals.undermined(&version, &progress, phase);
        if missing.is_empty() {
            continue;
        }
        let known = before.iter().find(|row| row.phase == phase);
        if known.is_none() {
            notices::undermined(tx, &progress.enrolment, phase)?;
        }
        all.push(Undermined {
            enrolment_id: id.clone(),
            phase,
            missing,
            since: known.map_or(tx.now(), |row| row.since),
        });
    }
    if all == before {
        return Ok(());
    }
    store::replace_undermined(tx.conn(), id, &all)
}

/// Somebody who coordinates where the enrolment is, and whose it is not; after its lock.
fn lock_coordinated(tx: &mut Tx<'_>, who: &Permissions, id: &EnrolmentId) -> Result<Enrolment> {
    access::supervised_enrolment(tx.conn(), who, id)?;
    let enrolment = cohorts::lock_enrolment(tx.conn(), id)?;
    allowed(cohort_access::manages(who, enrolment.district()))?;
    Ok(enrolment)
}

/// Takes a mistaken approval back. The phase is open again and its next review is a new round; approvals of later phases stay,
/// flagged; what the approval qualified for ends.
pub async fn revert_approval(ctx: &Context, id: EnrolmentId, phase: i64, reason: String) -> Result<()> {
    ctx.write(move |tx, who| {
        let enrolment = lock_coordinated(tx, who, &id)?;
        let now = tx.now();
        let state = match enrolment.state {
            EnrolmentState::Completed => EnrolmentState::Active,
            state if state.is_going_on() => state,
            _ => return Err(Code::WrongState.into()),
        };
        let approvals = Approvals::load(tx.conn(), &enrolment)?;
        let gate = approvals.newest(phase).filter(|gate| gate.stands());
        let gate = gate.cloned().ok_or(Code::WrongState)?;
        let reopened = phase.min(enrolment.open_phase);
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        let happened = |gate, kind| PhaseRecord {
            gate,
            actor: &who.person,
            kind,
            reason: Some(&reason),
        };
        if let Some(open) = approvals.gates.iter().find(|gate| gate.state == GateState::InReview) {
            gates::store::update_gate_decided(tx.conn(), &open.id, GateState::Returned, now)?;
            happened(open, PhaseEventKind::Returned).insert(tx, &version, &progress)?;
        }
        gates::store::update_gate_reverted(tx.conn(), &gate.id, now)?;
        happened(&gate, PhaseEventKind::Reverted).insert(tx, &version, &progress)?;
        cohorts::update_reopened(tx.conn(), &id, reopened, state)?;
        if reopened != progress.enrolment.open_phase {
            enrolments::actions::enter_phase(tx, &id, reopened)?;
        }
        accounts::end_qualification_in(tx, (QualifiedBy::Gate, gate.id.as_str()))?;
        qualification_changed(tx, &progress.enrolment.person_id)?;
        settle_undermined(tx, &id)?;
        notices::reverted(tx, &progress.enrolment, phase)?;
        let detail = serde_json::json!({"phase": phase});
        let entry = who.entry(AuditVerb::RevertApproval, AuditSubject::Gate, &gate.id);
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

/// Asks that what is missing from an approved phase shall not matter; nothing changes until a second person confirms.
pub async fn ask_override(ctx: &Context, id: EnrolmentId, phase: i64, reason: String) -> Result<OverrideId> {
    ctx.write(move |tx, who| {
        access::supervised_enrolment(tx.conn(), who, &id)?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &id)?;
        must_record(tx, &enrolment.person_id)?;
        let approvals = Approvals::load(tx.conn(), &enrolment)?;
        let waits = |other: &Override| other.phase == phase && other.confirmed_by.is_none();
        let now = tx.now();
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        let missing = approvals.undermined(&version, &progress, phase);
        if missing.is_empty()
            || approvals
                .overrides
                .iter()
                .any(|other| waits(other) && other.missing == missing)
        {
            return Err(Code::WrongState.into());
        }
        let new = Override {
            id: tx.mint::<OverrideId>(),
            enrolment_id: id.clone(),
            phase,
            missing,
            reason: reason.clone(),
            asked_by: who.person.clone(),
            asked_at: tx.now(),
            confirmed_by: None,
        };
        store::insert_override(tx.conn(), &new)?;
        tx.audit(&who.entry(AuditVerb::AskOverride, AuditSubject::Enrolment, id.as_str()))?;
        Ok(new.id)
    })
    .await
}

/// The second person says yes; the phase keeps its approval, with both names and the reason.
pub async fn confirm_override(ctx: &Context, id: OverrideId) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        let asked = store::find_override(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::supervised_enrolment(tx.conn(), who, &asked.enrolment_id)?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &asked.enrolment_id)?;
        must_record(tx, &enrolment.person_id)?;
        if asked.asked_by == who.person {
            return Err(Code::SecondPersonNeeded.into());
        }
        let now = tx.now();
        if store::update_override_confirmed(tx.conn(), &id, &who.person, now)? == 0 {
            return Err(Code::WrongState.into());
        }
        let approvals = Approvals::load(tx.conn(), &enrolment)?;
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        if let Some(gate) = approvals.newest(asked.phase) {
            let happened = PhaseRecord {
                gate,
                actor: &who.person,
                kind: PhaseEventKind::Overridden,
                reason: Some(&asked.reason),
            };
            happened.insert(tx, &version, &progress)?;
        }
        settle_undermined(tx, &asked.enrolment_id)?;
        let subject = asked.enrolment_id.as_str();
        tx.audit(&who.entry(AuditVerb::ConfirmOverride, AuditSubject::Enrolment, subject))?;
        Ok(asked.enrolment_id)
    })
    .await
}

//! Reviews: asked for when everything is there, signed by different people, each decision with a frozen evaluation.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::accounts::api as accounts;
use crate::accounts::model::{CounsellorStatus, QualifiedBy};
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, GateId};
use crate::scheduling::api::qualification_changed;
use crate::training::access::must_record;
use crate::training::enrolments::model::PhaseEventKind;
use crate::training::gates::approvals::in_force::Approvals;
use crate::training::gates::model::{Decision, Gate, GateState, SignOff};
use crate::training::gates::phase_record::PhaseRecord;
use crate::training::gates::signers::eligible::{EligibleSigners, is_signer};
use crate::training::gates::store;
use crate::training::programmes::model::{Phase, Version};
use crate::training::progress::enrolment_progress::{EnrolmentProgress, load_progress, version_of};
use crate::training::{access, enrolments, notices};

/// Asks for the review of the open phase. Only when everything mandatory is met or waived at this moment (T4).
pub async fn request_review(ctx: &Context, id: EnrolmentId, phase: i64) -> Result<()> {
    ctx.write(move |tx, who| {
        access::visible_enrolment(tx.conn(), who, &id)?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &id)?;
        if enrolment.open_phase != phase || enrolment.state != EnrolmentState::Active {
            return Err(Code::WrongState.into());
        }
        must_record(tx, &enrolment.person_id)?;
        let newest = store::list_newest_gates(tx.conn(), std::slice::from_ref(&id))?;
        if newest.iter().any(|gate| gate.state == GateState::InReview) {
            return Err(Code::WrongState.into());
        }
        let now = tx.now();
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        must_be_complete(&version, &progress, phase)?;
        let gate = Gate {
            id: tx.mint::<GateId>(),
            enrolment_id: id.clone(),
            phase,
            round: store::count_rounds(tx.conn(), &id, phase)? + 1,
            state: GateState::InReview,
            requested_by: who.person.clone(),
            requested_at: now,
            reverted_at: None,
        };
        store::insert_gate(tx.conn(), &gate)?;
        let what = PhaseRecord {
            gate: &gate,
            actor: &who.person,
            kind: PhaseEventKind::RequestedReview,
            reason: None,
        };
        what.insert(tx, &version, &progress)?;
        let staff = EligibleSigners::load(tx.conn(), &progress.enrolment, now)?;
        if let Some(asked) = version.phase(phase) {
            notices::gate_waiting(tx, &gate, asked, &progress, &staff)?;
        }
        tx.audit(&who.entry(AuditVerb::RequestReview, AuditSubject::Gate, gate.id.as_str()))?;
        Ok(())
    })
    .await
}

/// What a signer says.
#[derive(Clone, Debug)]
pub struct Signing {
    pub label_index: i64,
    pub decision: Decision,
    /// The next step, for a return.
    pub because: Option<String>,
}

/// Signs a gate or sends it back. Nobody signs for themselves, nobody signs twice; the last signature opens the next phase.
pub async fn sign_gate(ctx: &Context, id: GateId, signing: Signing) -> Result<()> {
    ctx.write(move |tx, who| {
        let (gate, enrolment) = lock_gate(tx, &id)?;
        let now = tx.now();
        let staff = EligibleSigners::load(tx.conn(), &enrolment, now)?;
        may_see(tx, who, &gate, &enrolment, &staff)?;
        must_record(tx, &enrolment.person_id)?;
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        let signer = may_sign(tx, who, &gate, &progress.enrolment, &version, &staff, &signing)?;
        let kind = match signing.decision {
            Decision::Return if signing.because.is_none() => return Err(Code::BecauseRequired.into()),
            Decision::Return => PhaseEventKind::Returned,
            Decision::Approve => {
                must_be_complete(&version, &progress, gate.phase)?;
                must_stand(tx, &version, &progress, gate.phase)?;
                PhaseEventKind::Approved
            }
        };
        let sign_off = SignOff {
            gate_id: id.clone(),
            label_index: signing.label_index,
            person_id: who.person.clone(),
            nickname: String::new(),
            decision: signing.decision,
            because: signing.because.clone(),
            at: now,
            turn: signer.turn,
        };
        let row = tx.mint::<String>();
        store::insert_sign_off(tx.conn(), &row, &sign_off)?;
        let what = PhaseRecord {
            gate: &gate,
            actor: &who.person,
            kind,
            reason: signing.because.as_deref(),
        };
        let is_last = signer.is_last;
        match signing.decision {
            Decision::Return => {
                store::update_gate_decided(tx.conn(), &id, GateState::Returned, now)?;
                what.insert(tx, &version, &progress)?;
            }
            Decision::Approve if is_last => {
                store::update_gate_decided(tx.conn(), &id, GateState::Approved, now)?;
                what.insert(tx, &version, &progress)?;
                open_next(tx, &version, &progress.enrolment, &gate)?;
            }
            Decision::Approve => {}
        }
        let is_decided = is_last || signing.decision == Decision::Return;
        let asked = (&who.person, is_decided);
        notices::signed(tx, &gate, version.phase(gate.phase), &staff, asked)?;
        notices::gate_decided(tx, &progress, &sign_off, gate.phase, is_last)?;
        let detail = serde_json::json!({"decision": signing.decision, "label_index": signing.label_index});
        let entry = who.entry(AuditVerb::SignGate, AuditSubject::Gate, &id);
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

fn lock_gate(tx: &mut Tx<'_>, id: &GateId) -> Result<(Gate, Enrolment)> {
    let gate = store::find_gate(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    let enrolment = cohorts::lock_enrolment(tx.conn(), &gate.enrolment_id)?;
    let gate = store::find_gate(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    Ok((gate, enrolment))
}

/// Who looks after the enrolment, who is asked for a signature, or whose it is; for others there is no such gate.
fn may_see(
    tx: &mut Tx<'_>,
    who: &Permissions,
    gate: &Gate,
    enrolment: &Enrolment,
    staff: &EligibleSigners,
) -> Result<()> {
    if access::visible_enrolment(tx.conn(), who, &enrolment.id).is_ok() {
        return Ok(());
    }
    let version = version_of(tx.conn(), enrolment)?;
    let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
    let is_asked = phase.signers.iter().any(|signer| is_signer(staff, signer, &who.person));
    if is_asked { Ok(()) } else { Err(Error::not_found()) }
}

/// A signature that may be given.
struct MaySign {
    is_last: bool,
    turn: i64,
}

fn may_sign(
    tx: &mut Tx<'_>,
    who: &Permissions,
    gate: &Gate,
    enrolment: &Enrolment,
    version: &Version,
    staff: &EligibleSigners,
    signing: &Signing,
) -> Result<MaySign> {
    if enrolment.person_id == who.person {
        return Err(Code::MayNotSignOwnGate.into());
    }
    let all = store::list_sign_offs(tx.conn(), std::slice::from_ref(&gate.id))?;
    let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
    // the label of a signer who lost the role meanwhile is open again
    let signed = staff.valid_signatures(gate, &phase.signers, &all);
    let is_taken =
        |sign_off: &&SignOff| sign_off.label_index == signing.label_index || sign_off.person_id == who.person;
    if signed.iter().any(is_taken) {
        return Err(Code::AlreadySigned.into());
    }
    // who pauses or has left is not judged meanwhile; after a pause the review goes on where it stood
    if gate.state != GateState::InReview || enrolment.state != EnrolmentState::Active {
        return Err(Code::WrongState.into());
    }
    let signer = phase.signers.iter().find(|signer| signer.index == signing.label_index);
    let signer = signer.ok_or_else(|| Error::field("label_index", "out_of_range"))?;
    if !is_signer(staff, signer, &who.person) {
        return Err(Code::NotYourLabel.into());
    }
    let under = |sign_off: &&SignOff| sign_off.label_index == signing.label_index;
    let by_them = |sign_off: &&SignOff| sign_off.person_id == who.person;
    let turns = all.iter().filter(under).count().max(all.iter().filter(by_them).count());
    Ok(MaySign {
        is_last: signed.len() + 1 == phase.signers.len(),
        turn: 1 + i64::try_from(turns).map_err(Error::internal)?,
    })
}

fn must_be_complete(version: &Version, progress: &EnrolmentProgress, phase: i64) -> Result<()> {
    if progress.is_complete(phase) {
        Ok(())
    } else {
        let missing = progress.missing_codes(version, phase);
        Err(Error::from(Code::RequirementsMissing).with("missing", missing))
    }
}

/// A certificate needs every earlier phase whole: what was taken back since is cleared or excepted first.
fn must_stand(tx: &mut Tx<'_>, version: &Version, progress: &EnrolmentProgress, phase: i64) -> Result<()> {
    let certifies = |phase: &Phase| phase.status_after == CounsellorStatus::Certified;
    if !version.phase(phase).is_some_and(certifies) {
        return Ok(());
    }
    let approvals = Approvals::load(tx.conn(), &progress.enrolment)?;
    let missing: Vec<String> = (1..phase)
        .flat_map(|phase| approvals.undermined(version, progress, phase))
        .collect();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(Error::from(Code::RequirementsMissing).with("missing", missing))
    }
}

/// The phase is approved: the next one opens, and the status held changes if the programme says so.
fn open_next(tx: &mut Tx<'_>, version: &Version, enrolment: &Enrolment, gate: &Gate) -> Result<()> {
    let approved = enrolment.open_phase;
    let next = Approvals::load(tx.conn(), enrolment)?.opens_after(approved);
    let now = tx.now();
    cohorts::update_open_phase(tx.conn(), &enrolment.id, next, now)?;
    if next <= 4 {
        enrolments::actions::enter_phase(tx, &enrolment.id, next)?;
    }
    if let Some(phase) = version
        .phase(approved)
        .filter(|phase| phase.status_after != phase.status_held)
    {
        let source = (QualifiedBy::Gate, gate.id.as_str());
        accounts::qualify_in(tx, &enrolment.person_id, phase.status_after, source)?;
        qualification_changed(tx, &enrolment.person_id)?;
    }
    Ok(())
}

//! What becomes of an approval: it never falls by itself. What is missing afterwards is a task; two people may except it, and a
//! mistaken approval is taken back with a reason.

use super::gates::Happened;
use super::{enrolments, must_record, notices};
use crate::accounts::access::{Permissions, allowed};
use crate::accounts::api as accounts;
use crate::accounts::context::Context;
use crate::accounts::model::{CounsellorStatus, QualifiedBy};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, GateId, OverrideId, PersonId};
use crate::training::access;
use crate::training::model::{
    Enrolment, EnrolmentState, Gate, GateState, Override, PhaseEventKind, Signer, Undermined,
};
use crate::training::progress::{Approvals, Staff, picture, version_of};
use crate::training::store;

/// Brings the noted tasks to what is missing from approved phases now; the coordinators hear of what is new.
pub(super) fn settle_undermined(tx: &mut Tx<'_>, id: &EnrolmentId) -> Result<()> {
    let Some(enrolment) = store::find_enrolment(tx.conn(), id)? else {
        return Ok(());
    };
    let approvals = Approvals::load(tx.conn(), &enrolment)?;
    let before = store::list_undermined_of(tx.conn(), id)?;
    let has_approved = (1..=4).any(|phase| approvals.is_approved(&enrolment, phase));
    if before.is_empty() && !has_approved {
        return Ok(());
    }
    let now = tx.now();
    let (version, picture) = picture(tx.conn(), enrolment, now)?;
    let mut all = vec![];
    for phase in 1..=4 {
        let missing = approvals.undermined(&version, &picture, phase);
        if missing.is_empty() {
            continue;
        }
        let known = before.iter().find(|row| row.phase == phase);
        if known.is_none() {
            notices::undermined(tx, &picture.enrolment, phase)?;
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
    access::tended_enrolment(tx.conn(), who, id)?;
    let enrolment = store::lock_enrolment(tx.conn(), id)?;
    allowed(access::runs(who, enrolment.district()))?;
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
        let (version, picture) = picture(tx.conn(), enrolment, now)?;
        let happened = |gate, kind| Happened {
            gate,
            actor: &who.person,
            kind,
            reason: Some(&reason),
        };
        if let Some(open) = approvals.gates.iter().find(|gate| gate.state == GateState::InReview) {
            store::update_gate_decided(tx.conn(), &open.id, GateState::Returned, now)?;
            happened(open, PhaseEventKind::Returned).write(tx, &version, &picture)?;
        }
        store::update_gate_reverted(tx.conn(), &gate.id, now)?;
        happened(&gate, PhaseEventKind::Reverted).write(tx, &version, &picture)?;
        store::update_reopened(tx.conn(), &id, reopened, state)?;
        if reopened != picture.enrolment.open_phase {
            enrolments::enter_phase(tx, &id, reopened)?;
        }
        accounts::end_qualification_in(tx, (QualifiedBy::Gate, gate.id.as_str()))?;
        settle_undermined(tx, &id)?;
        notices::reverted(tx, &picture.enrolment, phase)?;
        let detail = serde_json::json!({"phase": phase});
        let entry = Entry::new(
            Some(&who.person),
            AuditVerb::RevertApproval,
            AuditSubject::Gate,
            &gate.id,
        );
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

/// Asks that what is missing from an approved phase shall not matter; nothing changes until a second person confirms.
pub async fn ask_override(ctx: &Context, id: EnrolmentId, phase: i64, reason: String) -> Result<OverrideId> {
    ctx.write(move |tx, who| {
        access::tended_enrolment(tx.conn(), who, &id)?;
        let enrolment = store::lock_enrolment(tx.conn(), &id)?;
        must_record(tx, &enrolment.person_id)?;
        let approvals = Approvals::load(tx.conn(), &enrolment)?;
        let waits = |other: &Override| other.phase == phase && other.confirmed_by.is_none();
        let now = tx.now();
        let (version, picture) = picture(tx.conn(), enrolment, now)?;
        let missing = approvals.undermined(&version, &picture, phase);
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
        tx.audit(&Entry::new(
            Some(&who.person),
            AuditVerb::AskOverride,
            AuditSubject::Enrolment,
            id.as_str(),
        ))?;
        Ok(new.id)
    })
    .await
}

/// The second person says yes; the phase keeps its approval, with both names and the reason.
pub async fn confirm_override(ctx: &Context, id: OverrideId) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        let asked = store::find_override(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::tended_enrolment(tx.conn(), who, &asked.enrolment_id)?;
        let enrolment = store::lock_enrolment(tx.conn(), &asked.enrolment_id)?;
        must_record(tx, &enrolment.person_id)?;
        if asked.asked_by == who.person {
            return Err(Code::SecondPersonNeeded.into());
        }
        let now = tx.now();
        if store::update_override_confirmed(tx.conn(), &id, &who.person, now)? == 0 {
            return Err(Code::WrongState.into());
        }
        let approvals = Approvals::load(tx.conn(), &enrolment)?;
        let (version, picture) = picture(tx.conn(), enrolment, now)?;
        if let Some(gate) = approvals.newest(asked.phase) {
            let happened = Happened {
                gate,
                actor: &who.person,
                kind: PhaseEventKind::Overridden,
                reason: Some(&asked.reason),
            };
            happened.write(tx, &version, &picture)?;
        }
        settle_undermined(tx, &asked.enrolment_id)?;
        let subject = asked.enrolment_id.as_str();
        tx.audit(&Entry::new(
            Some(&who.person),
            AuditVerb::ConfirmOverride,
            AuditSubject::Enrolment,
            subject,
        ))?;
        Ok(asked.enrolment_id)
    })
    .await
}

/// Headquarters names somebody for a label of an open review that nobody can sign.
pub async fn name_stand_in(ctx: &Context, id: GateId, label_index: i64, person: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        let gate = store::find_gate(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::seen_enrolment(tx.conn(), who, &gate.enrolment_id)?;
        who.must_be_headquarters()?;
        let enrolment = store::lock_enrolment(tx.conn(), &gate.enrolment_id)?;
        let gate = store::find_gate(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        if gate.state != GateState::InReview {
            return Err(Code::WrongState.into());
        }
        let version = version_of(tx.conn(), &enrolment)?;
        let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
        let now = tx.now();
        let staff = Staff::load(tx.conn(), &enrolment, now)?;
        let (open, not) = open_labels(tx, &gate, &enrolment, &phase.signers, &staff)?;
        if !staff.stuck(&open, &not).contains(&label_index) {
            return Err(Error::field("label_index", "has_signers"));
        }
        let theirs = Permissions::of_person(tx.conn(), &person).map_err(|_| Error::not_found())?;
        let signer = open.iter().find(|signer| signer.index == label_index);
        let signer = signer.ok_or_else(|| Error::field("label_index", "out_of_range"))?;
        let qualified = accounts::qualifications(tx.conn(), std::slice::from_ref(&person))?;
        let status = qualified.get(&person).and_then(|held| held.at(tx.now()));
        let is_fit = theirs.is_staff() || signer.roles.iter().any(|role| theirs.has(*role));
        if not.contains(&person) || !is_fit || (signer.needs_certified && !is_certified(status)) {
            return Err(Error::field("person_id", "not_allowed"));
        }
        let by = (&who.person, tx.now());
        let row = tx.mint::<String>();
        store::insert_stand_in(tx.conn(), &row, &id, label_index, &person, by)?;
        notices::asked_to_sign(tx, &gate, &enrolment, &person)?;
        let detail = serde_json::json!({"label_index": label_index, "person": person});
        let entry = Entry::new(Some(&who.person), AuditVerb::NameStandIn, AuditSubject::Gate, &id);
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

fn is_certified(status: Option<CounsellorStatus>) -> bool {
    status == Some(CounsellorStatus::Certified)
}

/// The labels that are not signed, and those who cannot sign them: the trainee, and whoever has signed another.
pub(super) fn open_labels<'a>(
    tx: &mut Tx<'_>,
    gate: &Gate,
    enrolment: &Enrolment,
    signers: &'a [Signer],
    staff: &Staff,
) -> Result<(Vec<&'a Signer>, Vec<PersonId>)> {
    let all = store::list_sign_offs(tx.conn(), std::slice::from_ref(&gate.id))?;
    let signed = staff.standing(gate, signers, &all);
    let mut not = vec![enrolment.person_id.clone()];
    not.extend(signed.iter().map(|sign_off| sign_off.person_id.clone()));
    let is_open = |signer: &&Signer| !signed.iter().any(|sign_off| sign_off.label_index == signer.index);
    Ok((signers.iter().filter(is_open).collect(), not))
}

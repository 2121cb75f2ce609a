//! Credit and waivers by hand: one person gives a reason, a second one confirms.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, allowed};
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CreditId, EnrolmentId, PersonId, RequirementId, SessionId};
use crate::training::access::must_record;
use crate::training::gates::approvals;
use crate::training::ledger::evidence;
use crate::training::ledger::lines::first_line;
use crate::training::ledger::lines::reversal;
use crate::training::ledger::manual::model::{Closed, Manual, ManualKind};
use crate::training::ledger::manual::store;
use crate::training::ledger::model::{NewCredit, Source};
use crate::training::progress::enrolment_progress::{EnrolmentProgress, load_progress};
use crate::training::progress::timetable;
use crate::training::{access, ledger, notices};

/// What is asked for.
#[derive(Clone, Debug)]
pub enum ManualRequest {
    /// So much of the requirement's unit.
    Credit(i64),
    /// Prior learning stands for it.
    Waiver,
}

/// Asks for a manual credit or a waiver, at most what is missing; nothing is credited until a second person confirms. A credit may
/// stand for the sheet of a session.
pub async fn ask_for_credit(
    ctx: &Context,
    id: EnrolmentId,
    requirement: RequirementId,
    request: ManualRequest,
    session: Option<SessionId>,
    reason: String,
) -> Result<CreditId> {
    ctx.write(move |tx, who| {
        access::supervised_enrolment(tx.conn(), who, &id)?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &id)?;
        if !enrolment.state.is_going_on() {
            return Err(Code::WrongState.into());
        }
        must_record(tx, &enrolment.person_id)?;
        let now = tx.now();
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        let index = version.index_of(&requirement).ok_or_else(Error::not_found)?;
        let asked = &version.requirements[index];
        let (kind, amount) = match request {
            ManualRequest::Credit(amount) if (1..=asked.need).contains(&amount) => (ManualKind::Credit, Some(amount)),
            ManualRequest::Credit(_) => return Err(Error::field("amount", "out_of_range")),
            ManualRequest::Waiver if asked.is_waivable => (ManualKind::Waiver, None),
            ManualRequest::Waiver => return Err(Error::field("requirement_id", "not_waivable")),
        };
        must_be_missing(&progress, index, amount)?;
        if let Some(session) = &session {
            let past = timetable::store::find_session(tx.conn(), session)?.filter(|past| past.ends_at <= tx.now());
            if past.is_none() || !asked.kind.comes_from_sessions() {
                return Err(Error::field("session_id", "not_allowed"));
            }
            let source = (Source::Session, session.as_str());
            if ledger::store::find_in_force(tx.conn(), &id, source)?.is_some() {
                return Err(Error::field("session_id", "already_credited"));
            }
        }
        if asked.must_differ && kind == ManualKind::Credit {
            if amount != Some(1) {
                return Err(Error::field("amount", "out_of_range"));
            }
            if evidence::store::list_recorders(tx.conn(), &id, &requirement)?.contains(&who.person) {
                return Err(Code::SameRecorder.into());
            }
        }
        let manual = Manual {
            id: tx.mint::<CreditId>(),
            enrolment_id: id.clone(),
            requirement_id: requirement.clone(),
            kind,
            amount,
            reason: reason.clone(),
            asked_by: who.person.clone(),
            asked_at: tx.now(),
            confirmed_by: None,
            session_id: session.clone(),
            confirm_cid: None,
            closed_how: None,
        };
        store::insert_manual(tx.conn(), &manual)?;
        tx.audit(&who.entry(AuditVerb::AskForCredit, AuditSubject::Credit, manual.id.as_str()))?;
        Ok(manual.id)
    })
    .await
}

/// How much is missing; an error if that is nothing, or less than the amount.
pub(crate) fn must_be_missing(progress: &EnrolmentProgress, index: usize, amount: Option<i64>) -> Result<i64> {
    let reached = &progress.evaluation.requirements[index];
    let missing = reached.need - reached.have;
    if missing <= 0 || reached.is_waived {
        return Err(Error::field("requirement_id", "nothing_missing"));
    }
    match amount {
        Some(amount) if amount > missing => Err(Error::field("amount", "more_than_missing")),
        _ => Ok(missing),
    }
}

/// Something by hand of an enrolment that the caller looks after, after its lock.
fn lock_manual(tx: &mut Tx<'_>, who: &Permissions, id: &CreditId) -> Result<(Manual, Enrolment)> {
    let manual = store::find_manual(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    access::supervised_enrolment(tx.conn(), who, &manual.enrolment_id)?;
    let enrolment = cohorts::lock_enrolment(tx.conn(), &manual.enrolment_id)?;
    let manual = store::find_manual(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    Ok((manual, enrolment))
}

/// Confirms what somebody else has asked for. The same press again, by its `cid`, changes nothing.
pub async fn confirm_credit(ctx: &Context, id: CreditId, cid: Option<String>) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        let (manual, enrolment) = lock_manual(tx, who, &id)?;
        if manual.asked_by == who.person {
            return Err(Code::SecondPersonNeeded.into());
        }
        if cid.is_some() && manual.confirm_cid == cid && manual.confirmed_by.as_ref() == Some(&who.person) {
            return Ok(enrolment.id);
        }
        must_record(tx, &enrolment.person_id)?;
        let now = tx.now();
        if store::update_manual_confirmed(tx.conn(), &id, &who.person, cid.as_deref(), now)? == 0 {
            return Err(Code::WrongState.into());
        }
        let (version, progress) = load_progress(tx.conn(), enrolment, now)?;
        let enrolment = &progress.enrolment;
        let index = version.index_of(&manual.requirement_id).ok_or_else(Error::not_found)?;
        let asked = &version.requirements[index];
        if let Some(amount) = manual.amount {
            must_be_missing(&progress, index, Some(amount))?;
            if let Some(session) = &manual.session_id {
                let source = (Source::Session, session.as_str());
                if ledger::store::find_in_force(tx.conn(), &enrolment.id, source)?.is_some() {
                    return Err(Error::field("session_id", "already_credited"));
                }
            }
            let source = (Source::Manual, id.to_string());
            let amounts = (amount, asked.minutes_for(amount));
            let credit = NewCredit {
                recorded_by: Some(who.person.clone()),
                ..first_line(tx, &enrolment.id, &enrolment.person_id, asked, source, amounts)
            };
            ledger::store::insert_credit(tx.conn(), &credit)?;
        }
        approvals::actions::settle_undermined(tx, &enrolment.id)?;
        notices::credit_confirmed(tx, &enrolment.person_id, &asked.name)?;
        tx.audit(&who.entry(AuditVerb::ConfirmCredit, AuditSubject::Credit, id.as_str()))?;
        Ok(enrolment.id.clone())
    })
    .await
}

/// How somebody ends something by hand.
#[derive(Clone, Debug)]
pub enum CreditClosure {
    /// The second person says no, and why.
    Reject(String),
    /// Whoever asked takes it back before.
    TakeBack,
    /// It is in force and shall not be any more, and why.
    Reverse(String),
}

/// Ends something by hand. What was in force gets a line against it; nothing is deleted.
pub async fn close_credit(ctx: &Context, id: CreditId, closure: CreditClosure) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        let (manual, enrolment) = lock_manual(tx, who, &id)?;
        let is_own = manual.asked_by == who.person;
        let is_confirmed = manual.confirmed_by.is_some();
        let (how, because, is_right) = match &closure {
            CreditClosure::Reject(because) => (Closed::Rejected, Some(because), !is_confirmed),
            CreditClosure::TakeBack => (Closed::TakenBack, None, !is_confirmed),
            CreditClosure::Reverse(because) => (Closed::Reversed, Some(because), is_confirmed),
        };
        match &closure {
            CreditClosure::Reject(_) if is_own => return Err(Code::SecondPersonNeeded.into()),
            CreditClosure::TakeBack => allowed(is_own)?,
            _ => {}
        }
        if !is_right || manual.closed_how.is_some() {
            return Err(Code::WrongState.into());
        }
        let by = Some(&who.person);
        end_in(tx, &manual, how, by, because.map(String::as_str))?;
        approvals::actions::settle_undermined(tx, &enrolment.id)?;
        let detail = serde_json::json!({"how": how});
        let entry = who.entry(AuditVerb::CloseCredit, AuditSubject::Credit, &id);
        tx.audit(&entry.detail(detail))?;
        Ok(enrolment.id)
    })
    .await
}

/// Ends something by hand in the caller's transaction, and takes back its line if it has one.
pub(crate) fn end_in(
    tx: &mut Tx<'_>,
    manual: &Manual,
    how: Closed,
    by: Option<&PersonId>,
    because: Option<&str>,
) -> Result<()> {
    let now = tx.now();
    store::update_manual_closed(tx.conn(), &manual.id, how, by, because, now)?;
    let source = (Source::Manual, manual.id.as_str());
    let Some(line) = ledger::store::find_in_force(tx.conn(), &manual.enrolment_id, source)? else {
        return Ok(());
    };
    let reversal = NewCredit {
        recorded_by: by.cloned(),
        ..reversal(tx, &line, Source::Manual)
    };
    ledger::store::insert_credit(tx.conn(), &reversal)
}

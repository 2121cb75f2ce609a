//! Credit and waivers by hand: one person gives a reason, a second one confirms.

use super::{Desk, must_record, notices};
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::{Code, Error, Result};
use crate::ids::{CreditId, EnrolmentId, RequirementId};
use crate::training::access;
use crate::training::model::{Manual, ManualKind, NewCredit, Source};
use crate::training::progress::version_of;
use crate::training::store;

/// What is asked for.
#[derive(Clone, Debug)]
pub enum Wish {
    /// So much of the requirement's unit.
    Credit(i64),
    /// Prior learning stands for it.
    Waiver,
}

/// Asks for a manual credit or a waiver; nothing is credited until a second person confirms.
pub async fn ask_for_credit(
    desk: Desk,
    id: EnrolmentId,
    requirement: RequirementId,
    wish: Wish,
    reason: String,
) -> Result<CreditId> {
    desk.write(move |tx, standing, desk| {
        let enrolment = access::tended_enrolment(tx.conn(), standing, &id)?.0;
        if !enrolment.state.is_going_on() {
            return Err(Code::WrongState.into());
        }
        must_record(tx, &enrolment.person_id)?;
        let version = version_of(tx.conn(), &enrolment)?;
        let index = version.index_of(&requirement).ok_or_else(Error::not_found)?;
        let asked = &version.requirements[index];
        let (kind, amount) = match wish {
            Wish::Credit(amount) if (1..=asked.need).contains(&amount) => (ManualKind::Credit, Some(amount)),
            Wish::Credit(_) => return Err(Error::field("amount", "out_of_range")),
            Wish::Waiver if asked.is_waivable => (ManualKind::Waiver, None),
            Wish::Waiver => return Err(Error::field("requirement_id", "not_waivable")),
        };
        let manual = Manual {
            id: CreditId::mint(&desk.kit.clock, &desk.kit.chance),
            enrolment_id: enrolment.id,
            requirement_id: requirement.clone(),
            kind,
            amount,
            reason: reason.clone(),
            asked_by: standing.person.clone(),
            asked_at: desk.kit.now(),
            confirmed_by: None,
        };
        store::insert_manual(tx.conn(), &manual)?;
        desk.note(tx, AuditVerb::AskForCredit, AuditSubject::Credit, manual.id.as_str())?;
        Ok(manual.id)
    })
    .await
}

/// Confirms what somebody else has asked for.
pub async fn confirm_credit(desk: Desk, id: CreditId) -> Result<EnrolmentId> {
    desk.write(move |tx, standing, desk| {
        let manual = store::find_manual(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        let enrolment = access::tended_enrolment(tx.conn(), standing, &manual.enrolment_id)?.0;
        let enrolment = store::lock_enrolment(tx.conn(), &enrolment.id)?;
        if manual.asked_by == standing.person {
            return Err(Code::SecondPersonNeeded.into());
        }
        must_record(tx, &enrolment.person_id)?;
        let now = desk.kit.now();
        if store::update_manual_confirmed(tx.conn(), &id, &standing.person, now)? == 0 {
            return Err(Code::WrongState.into());
        }
        let version = version_of(tx.conn(), &enrolment)?;
        let index = version.index_of(&manual.requirement_id).ok_or_else(Error::not_found)?;
        let asked = &version.requirements[index];
        if let Some(amount) = manual.amount {
            let source = (Source::Manual, id.to_string());
            let amounts = (amount, asked.minutes_for(amount));
            let credit = NewCredit {
                recorded_by: Some(standing.person.clone()),
                ..desk
                    .kit
                    .credit(&enrolment.id, &enrolment.person_id, asked, source, amounts)
            };
            store::insert_credit(tx.conn(), &credit)?;
        }
        let name = format!("{} · {}", asked.name.zh, asked.name.en);
        notices::credit_confirmed(tx, &desk.kit, &enrolment.person_id, &name)?;
        desk.note(tx, AuditVerb::ConfirmCredit, AuditSubject::Credit, id.as_str())?;
        Ok(enrolment.id)
    })
    .await
}

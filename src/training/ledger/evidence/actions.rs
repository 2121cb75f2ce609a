//! What staff saw: a statement signed, an assessment passed, a reflection read.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::{access as cohort_access, api as cohorts};
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, RequirementId};
use crate::training::access::must_record;
use crate::training::gates::approvals;
use crate::training::ledger::evidence::notes::SEALED;
use crate::training::ledger::evidence::store;
use crate::training::ledger::lines::first_line;
use crate::training::ledger::lines::reversal;
use crate::training::ledger::manual::actions::must_be_missing;
use crate::training::ledger::model::{NewCredit, Source};
use crate::training::programmes::model::Kind;
use crate::training::progress::enrolment_progress::load_progress;
use crate::training::{access, ledger};

/// The time that one reflection stands for, when the supervisor has read it.
const REFLECTION_MINUTES: i64 = 60;

/// Records something for one requirement and credits it. Nobody records for themselves; what sessions give cannot be typed.
pub async fn record_evidence(
    ctx: &Context,
    id: EnrolmentId,
    requirement: RequirementId,
    amount: Option<i64>,
    note: Option<String>,
    cid: Option<String>,
) -> Result<()> {
    let keys = ctx.keys.clone();
    ctx.write(move |tx, who| {
        let enrolment = access::supervised_enrolment(tx.conn(), who, &id)?.0;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &enrolment.id)?;
        if !enrolment.state.is_going_on() {
            return Err(Code::WrongState.into());
        }
        must_record(tx, &enrolment.person_id)?;
        // the same press again changes nothing
        if let Some(cid) = &cid
            && store::has_evidence_cid(tx.conn(), &enrolment.id, cid)?
        {
            return Ok(());
        }
        let now = tx.now();
        let (version, progress) = load_progress(tx.conn(), enrolment.clone(), now)?;
        let index = version.index_of(&requirement).ok_or_else(Error::not_found)?;
        let asked = &version.requirements[index];
        if asked.kind.comes_from_sessions() {
            return Err(Error::field("requirement_id", "comes_from_sessions"));
        }
        if asked.phase > enrolment.open_phase {
            return Err(Code::WrongState.into());
        }
        let usual = if asked.kind == Kind::ReflectionMinutes {
            REFLECTION_MINUTES
        } else {
            1
        };
        let missing = must_be_missing(&progress, index, amount)?;
        let amount = amount.unwrap_or(usual.min(missing));
        if !(1..=asked.need).contains(&amount) || (asked.must_differ && amount != 1) {
            return Err(Error::field("amount", "out_of_range"));
        }
        let before = store::list_recorders(tx.conn(), &enrolment.id, &requirement)?;
        if asked.must_differ && before.contains(&who.person) {
            return Err(Code::SameRecorder.into());
        }
        let (row, now) = (tx.mint::<String>(), now);
        let seal = |note: &String| keys.seal(SEALED, &row, note.as_bytes());
        let sealed = note.as_ref().map(seal).transpose()?;
        store::insert_evidence(
            tx.conn(),
            &row,
            &enrolment.id,
            &requirement,
            amount,
            sealed.as_deref(),
            (&who.person, cid.as_deref()),
            now,
        )?;
        let minutes = asked.minutes_for(amount);
        let source = (Source::Evidence, row.clone());
        let credit = NewCredit {
            recorded_by: Some(who.person.clone()),
            ..first_line(
                tx,
                &enrolment.id,
                &enrolment.person_id,
                asked,
                source,
                (amount, minutes),
            )
        };
        ledger::store::insert_credit(tx.conn(), &credit)?;
        approvals::actions::settle_undermined(tx, &enrolment.id)?;
        let detail = serde_json::json!({"requirement": asked.code, "evidence_id": row});
        let entry = who.entry(AuditVerb::RecordEvidence, AuditSubject::Enrolment, &enrolment.id);
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

/// Takes back what was recorded by mistake, with a reason; the paper stays readable, the ledger gets a line against it.
pub async fn take_back_evidence(ctx: &Context, id: String, because: String) -> Result<EnrolmentId> {
    ctx.write(move |tx, who| {
        let (enrolment, _) = store::find_evidence(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::supervised_enrolment(tx.conn(), who, &enrolment)?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &enrolment)?;
        let (_, recorder) = store::find_evidence(tx.conn(), &id)?.ok_or(Code::WrongState)?;
        allowed(recorder == who.person || cohort_access::manages(who, enrolment.district()))?;
        let now = tx.now();
        store::insert_taken_back(tx.conn(), &id, &who.person, &because, now)?;
        let source = (Source::Evidence, id.as_str());
        if let Some(line) = ledger::store::find_in_force(tx.conn(), &enrolment.id, source)? {
            let reversal = NewCredit {
                recorded_by: Some(who.person.clone()),
                ..reversal(tx, &line, Source::Evidence)
            };
            ledger::store::insert_credit(tx.conn(), &reversal)?;
        }
        approvals::actions::settle_undermined(tx, &enrolment.id)?;
        let detail = serde_json::json!({"evidence_id": id});
        let (verb, subject) = (AuditVerb::TakeBackEvidence, AuditSubject::Enrolment);
        let entry = who.entry(verb, subject, &enrolment.id);
        tx.audit(&entry.detail(detail))?;
        Ok(enrolment.id)
    })
    .await
}

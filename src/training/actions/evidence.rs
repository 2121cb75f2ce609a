//! What staff saw: a statement signed, an assessment passed, a reflection read.

use super::{Desk, must_record};
use crate::audit::{AuditSubject, AuditVerb};
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, RequirementId};
use crate::training::access;
use crate::training::model::{Kind, NewCredit, Source};
use crate::training::progress::version_of;
use crate::training::store;

/// The time that one reflection stands for, when the supervisor has read it.
const REFLECTION_MINUTES: i64 = 60;

/// Records something for one requirement and credits it. Nobody records for themselves; what sessions give cannot be typed.
pub async fn record_evidence(
    desk: Desk,
    id: EnrolmentId,
    requirement: RequirementId,
    amount: Option<i64>,
    note: Option<String>,
) -> Result<()> {
    desk.write(move |tx, standing, desk| {
        let enrolment = access::tended_enrolment(tx.conn(), standing, &id)?.0;
        let enrolment = store::lock_enrolment(tx.conn(), &enrolment.id)?;
        if !enrolment.state.is_going_on() {
            return Err(Code::WrongState.into());
        }
        must_record(tx, &enrolment.person_id)?;
        let version = version_of(tx.conn(), &enrolment)?;
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
        let amount = amount.unwrap_or(usual);
        if !(1..=asked.need).contains(&amount) || (asked.must_differ && amount != 1) {
            return Err(Error::field("amount", "out_of_range"));
        }
        let before = store::list_recorders(tx.conn(), &enrolment.id, &requirement)?;
        if asked.must_differ && before.contains(&standing.person) {
            return Err(Code::SameRecorder.into());
        }
        let (kit, row) = (&desk.kit, desk.kit.mint());
        store::insert_evidence(
            tx.conn(),
            &row,
            &enrolment.id,
            &requirement,
            amount,
            note.as_deref(),
            &standing.person,
            kit.now(),
        )?;
        let minutes = asked.minutes_for(amount);
        let source = (Source::Evidence, row.clone());
        let credit = NewCredit {
            recorded_by: Some(standing.person.clone()),
            ..kit.credit(
                &enrolment.id,
                &enrolment.person_id,
                &requirement,
                source,
                (amount, minutes),
            )
        };
        store::insert_credit(tx.conn(), &credit)?;
        desk.note_with(
            tx,
            AuditVerb::RecordEvidence,
            AuditSubject::Enrolment,
            enrolment.id.as_str(),
            serde_json::json!({"requirement": asked.code, "evidence_id": row}),
        )
    })
    .await
}

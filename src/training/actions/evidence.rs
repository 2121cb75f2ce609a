//! What staff saw: a statement signed, an assessment passed, a reflection read.

use super::{Desk, must_record};
use crate::audit::{AuditSubject, AuditVerb};
use crate::db::Db;
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, RequirementId};
use crate::keys::Keys;
use crate::training::access;
use crate::training::model::{Kind, NewCredit, Source};
use crate::training::progress::version_of;
use crate::training::store;

/// Which sealed field of which table.
const SEALED: &str = "evidence_items";
/// Notes that are sealed in one transaction, when the house starts.
const BATCH: i64 = 200;

/// Seals the notes that were written before notes were sealed; how many.
pub async fn seal_clear_notes(db: &Db, keys: &Keys) -> Result<usize> {
    let mut done = 0;
    loop {
        let keys = keys.clone();
        let sealed = db
            .write(move |tx| {
                let clear = store::list_clear_notes(tx.conn(), BATCH)?;
                for (row, note) in &clear {
                    let note = note.as_deref().unwrap_or_default();
                    let sealed = keys.seal(SEALED, row, note.as_bytes())?;
                    store::update_note_sealed(tx.conn(), row, &sealed)?;
                }
                Ok::<_, Error>(clear.len())
            })
            .await?;
        if sealed == 0 {
            return Ok(done);
        }
        done += sealed;
    }
}

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
        let seal = |note: &String| desk.keys.seal(SEALED, &row, note.as_bytes());
        let sealed = note.as_ref().map(seal).transpose()?;
        store::insert_evidence(
            tx.conn(),
            &row,
            &enrolment.id,
            &requirement,
            amount,
            sealed.as_deref(),
            &standing.person,
            kit.now(),
        )?;
        let minutes = asked.minutes_for(amount);
        let source = (Source::Evidence, row.clone());
        let credit = NewCredit {
            recorded_by: Some(standing.person.clone()),
            ..kit.credit(&enrolment.id, &enrolment.person_id, asked, source, (amount, minutes))
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

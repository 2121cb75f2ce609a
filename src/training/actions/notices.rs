//! Who is told what. A notice is a row of the same transaction; it names no other person.

use super::Kit;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::notifications::front::{NewNotice, NoticeKind, notify_in};
use crate::training::model::{Gate, Phase, SignOff};
use crate::training::progress::{Picture, Staff};
use serde_json::{Value, json};

/// Where a trainee reads about themselves.
const PROGRESS: &str = "/progress";

fn tell(tx: &mut Tx<'_>, kit: &Kit, person: &PersonId, kind: NoticeKind, params: Value, link: &str) -> Result<()> {
    let notice = NewNotice {
        person: person.clone(),
        kind,
        params,
        link: link.to_owned(),
    };
    notify_in(tx, &kit.clock, &kit.chance, notice)
}

/// Those who may sign a review and have not been told yet.
pub(super) fn gate_waiting(
    tx: &mut Tx<'_>,
    kit: &Kit,
    gate: &Gate,
    phase: &Phase,
    picture: &Picture,
    staff: &Staff,
) -> Result<()> {
    let not = [picture.enrolment.person_id.clone()];
    let mut people: Vec<PersonId> = phase
        .signers
        .iter()
        .flat_map(|signer| staff.asked(signer, &not))
        .collect();
    people.sort();
    people.dedup();
    let params = json!({"phase": gate.phase, "cohort": picture.enrolment.cohort_name});
    for person in people {
        tell(
            tx,
            kit,
            &person,
            NoticeKind::GateWaiting,
            params.clone(),
            &format!("/gates/{}", gate.id),
        )?;
    }
    Ok(())
}

/// The trainee, of a signature.
pub(super) fn gate_decided(
    tx: &mut Tx<'_>,
    kit: &Kit,
    picture: &Picture,
    sign_off: &SignOff,
    phase: i64,
    is_last: bool,
) -> Result<()> {
    let kind = match (sign_off.because.is_some(), is_last) {
        (true, _) => NoticeKind::GateReturned,
        (false, true) => NoticeKind::GateApproved,
        (false, false) => NoticeKind::GateSigned,
    };
    let params = json!({"phase": phase, "cohort": picture.enrolment.cohort_name});
    tell(tx, kit, &picture.enrolment.person_id, kind, params, PROGRESS)
}

/// The trainee, that they belong to a cohort.
pub(super) fn enrolled(tx: &mut Tx<'_>, kit: &Kit, person: &PersonId, cohort: &str) -> Result<()> {
    tell(
        tx,
        kit,
        person,
        NoticeKind::Enrolled,
        json!({"cohort": cohort}),
        PROGRESS,
    )
}

/// The trainee, that a credit by hand is in force.
pub(super) fn credit_confirmed(tx: &mut Tx<'_>, kit: &Kit, person: &PersonId, requirement: &str) -> Result<()> {
    let params = json!({"requirement": requirement});
    tell(tx, kit, person, NoticeKind::CreditConfirmed, params, PROGRESS)
}

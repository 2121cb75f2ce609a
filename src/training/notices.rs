//! Who is told what. A notice is a row of the same transaction; it names no other person.

use crate::accounts::api as accounts;
use crate::accounts::model::Role;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::notifications::api::{NewNotice, NoticeKind, notify_in, settle_in};
use crate::training::gates::model::{Gate, SignOff};
use crate::training::gates::signers::eligible::EligibleSigners;
use crate::training::programmes::model::{Names, Phase, Signer};
use crate::training::progress::enrolment_progress::EnrolmentProgress;
use serde_json::{Value, json};

/// Where a trainee reads about themselves.
const PROGRESS: &str = "/progress";

fn notify(tx: &mut Tx<'_>, person: &PersonId, kind: NoticeKind, params: Value, link: &str) -> Result<()> {
    let notice = NewNotice {
        person: person.clone(),
        kind,
        params,
        link: link.to_owned(),
    };
    notify_in(tx, notice)
}

/// Those who may sign a review and have not been told yet.
pub(crate) fn gate_waiting(
    tx: &mut Tx<'_>,
    gate: &Gate,
    phase: &Phase,
    progress: &EnrolmentProgress,
    staff: &EligibleSigners,
) -> Result<()> {
    let not = [progress.enrolment.person_id.clone()];
    let mut people: Vec<PersonId> = phase
        .signers
        .iter()
        .flat_map(|signer| staff.asked(signer, &not))
        .collect();
    people.sort();
    people.dedup();
    let open: Vec<&Signer> = phase.signers.iter().collect();
    if !staff.stuck(&open, &not).is_empty() {
        stuck(tx, gate, &progress.enrolment)?;
    }
    let params = json!({"phase": gate.phase, "cohort": progress.enrolment.cohort_name});
    for person in people {
        notify(
            tx,
            &person,
            NoticeKind::GateWaiting,
            params.clone(),
            &format!("/gates/{}", gate.id),
        )?;
    }
    Ok(())
}

/// Whoever signed is no longer asked; when the review is decided, nobody is.
pub(crate) fn signed(
    tx: &mut Tx<'_>,
    gate: &Gate,
    phase: Option<&Phase>,
    staff: &EligibleSigners,
    (signer, is_decided): (&PersonId, bool),
) -> Result<()> {
    let mut people = vec![signer.clone()];
    if is_decided {
        let labels = phase.map(|phase| phase.signers.as_slice()).unwrap_or_default();
        people.extend(labels.iter().flat_map(|label| staff.ids(label, &[])));
        let headquarters = accounts::holders(tx.conn(), &[Role::Headquarters], None)?;
        people.extend(headquarters.into_iter().map(|(person, _)| person));
    }
    let kinds = [NoticeKind::GateWaiting, NoticeKind::GateStuck];
    let link = format!("/gates/{}", gate.id);
    settle_in(tx, &people, &kinds, &link)
}

/// The trainee, of a signature.
pub(crate) fn gate_decided(
    tx: &mut Tx<'_>,
    progress: &EnrolmentProgress,
    sign_off: &SignOff,
    phase: i64,
    is_last: bool,
) -> Result<()> {
    let kind = match (sign_off.because.is_some(), is_last) {
        (true, _) => NoticeKind::GateReturned,
        (false, true) => NoticeKind::GateApproved,
        (false, false) => NoticeKind::GateSigned,
    };
    let params = json!({"phase": phase, "cohort": progress.enrolment.cohort_name});
    notify(tx, &progress.enrolment.person_id, kind, params, PROGRESS)
}

/// The trainee, that they belong to a cohort.
pub(crate) fn enrolled(tx: &mut Tx<'_>, person: &PersonId, cohort: &str) -> Result<()> {
    notify(tx, person, NoticeKind::Enrolled, json!({"cohort": cohort}), PROGRESS)
}

/// The trainee, that a credit by hand is in force.
pub(crate) fn credit_confirmed(tx: &mut Tx<'_>, person: &PersonId, requirement: &Names) -> Result<()> {
    let params = json!({"requirement": requirement});
    notify(tx, person, NoticeKind::CreditConfirmed, params, PROGRESS)
}

/// Somebody whom headquarters named for a signature.
pub(crate) fn asked_to_sign(tx: &mut Tx<'_>, gate: &Gate, enrolment: &Enrolment, person: &PersonId) -> Result<()> {
    let params = json!({"phase": gate.phase, "cohort": enrolment.cohort_name});
    let link = format!("/gates/{}", gate.id);
    notify(tx, person, NoticeKind::GateWaiting, params, &link)
}

/// Headquarters, that nobody can give a signature.
pub(crate) fn stuck(tx: &mut Tx<'_>, gate: &Gate, enrolment: &Enrolment) -> Result<()> {
    let params = json!({"phase": gate.phase, "cohort": enrolment.cohort_name});
    let link = format!("/gates/{}", gate.id);
    for (person, _) in accounts::holders(tx.conn(), &[Role::Headquarters], None)? {
        if person != enrolment.person_id {
            notify(tx, &person, NoticeKind::GateStuck, params.clone(), &link)?;
        }
    }
    Ok(())
}

/// The coordinators of the district, or headquarters where there are none, that something of an approved phase is missing.
pub(crate) fn undermined(tx: &mut Tx<'_>, enrolment: &Enrolment, phase: i64) -> Result<()> {
    let mut people = match enrolment.district() {
        Some(district) => accounts::holders(tx.conn(), &[Role::Coordinator], Some(district))?,
        None => vec![],
    };
    if people.is_empty() {
        people = accounts::holders(tx.conn(), &[Role::Headquarters], None)?;
    }
    let params = json!({"phase": phase, "cohort": enrolment.cohort_name});
    let link = format!("/enrolments/{}", enrolment.id);
    for (person, _) in people {
        if person != enrolment.person_id {
            notify(tx, &person, NoticeKind::ApprovalUndermined, params.clone(), &link)?;
        }
    }
    Ok(())
}

/// The trainee, that an approval was taken back.
pub(crate) fn reverted(tx: &mut Tx<'_>, enrolment: &Enrolment, phase: i64) -> Result<()> {
    let params = json!({"phase": phase, "cohort": enrolment.cohort_name});
    notify(tx, &enrolment.person_id, NoticeKind::ApprovalReverted, params, PROGRESS)
}

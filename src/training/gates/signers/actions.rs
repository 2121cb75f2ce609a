//! Headquarters names somebody for a label that nobody can sign.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::accounts::api as accounts;
use crate::accounts::model::CounsellorStatus;
use crate::audit::{AuditSubject, AuditVerb};
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{GateId, PersonId};
use crate::training::gates::model::{Gate, GateState};
use crate::training::gates::signers::eligible::EligibleSigners;
use crate::training::gates::signers::store;
use crate::training::programmes::model::Signer;
use crate::training::progress::enrolment_progress::version_of;
use crate::training::{access, gates, notices};

/// Headquarters names somebody for a label of an open review that nobody can sign.
pub async fn name_stand_in(ctx: &Context, id: GateId, label_index: i64, person: PersonId) -> Result<()> {
    ctx.write(move |tx, who| {
        let gate = gates::store::find_gate(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        access::visible_enrolment(tx.conn(), who, &gate.enrolment_id)?;
        who.must_be_headquarters()?;
        let enrolment = cohorts::lock_enrolment(tx.conn(), &gate.enrolment_id)?;
        let gate = gates::store::find_gate(tx.conn(), &id)?.ok_or_else(Error::not_found)?;
        if gate.state != GateState::InReview {
            return Err(Code::WrongState.into());
        }
        let version = version_of(tx.conn(), &enrolment)?;
        let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
        let now = tx.now();
        let staff = EligibleSigners::load(tx.conn(), &enrolment, now)?;
        let (open, not) = open_labels(tx, &gate, &enrolment, &phase.signers, &staff)?;
        if !staff.stuck(&open, &not).contains(&label_index) {
            return Err(Error::field("label_index", "has_signers"));
        }
        let theirs = Permissions::of_person(tx.conn(), &person).map_err(|_| Error::not_found())?;
        let signer = open.iter().find(|signer| signer.index == label_index);
        let signer = signer.ok_or_else(|| Error::field("label_index", "out_of_range"))?;
        let qualified = accounts::qualifications(tx.conn(), std::slice::from_ref(&person))?;
        let status = qualified.get(&person).and_then(|qualified| qualified.at(tx.now()));
        let is_fit = theirs.is_staff() || signer.roles.iter().any(|role| theirs.has(*role));
        if not.contains(&person) || !is_fit || (signer.needs_certified && !is_certified(status)) {
            return Err(Error::field("person_id", "not_allowed"));
        }
        let by = (&who.person, tx.now());
        let row = tx.mint::<String>();
        store::insert_stand_in(tx.conn(), &row, &id, label_index, &person, by)?;
        notices::asked_to_sign(tx, &gate, &enrolment, &person)?;
        let detail = serde_json::json!({"label_index": label_index, "person": person});
        let entry = who.entry(AuditVerb::NameStandIn, AuditSubject::Gate, &id);
        tx.audit(&entry.detail(detail))?;
        Ok(())
    })
    .await
}

fn is_certified(status: Option<CounsellorStatus>) -> bool {
    status == Some(CounsellorStatus::Certified)
}

/// The labels that are not signed, and those who cannot sign them: the trainee, and whoever has signed another.
pub(crate) fn open_labels<'a>(
    tx: &mut Tx<'_>,
    gate: &Gate,
    enrolment: &Enrolment,
    signers: &'a [Signer],
    staff: &EligibleSigners,
) -> Result<(Vec<&'a Signer>, Vec<PersonId>)> {
    let all = gates::store::list_sign_offs(tx.conn(), std::slice::from_ref(&gate.id))?;
    let signed = staff.valid_signatures(gate, signers, &all);
    let mut not = vec![enrolment.person_id.clone()];
    not.extend(signed.iter().map(|sign_off| sign_off.person_id.clone()));
    let is_open = |signer: &&Signer| !signed.iter().any(|sign_off| sign_off.label_index == signer.index);
    Ok((signers.iter().filter(is_open).collect(), not))
}

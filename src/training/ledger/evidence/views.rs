//! Everything that was recorded or credited by hand, for whoever judges.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{EnrolmentId, RequirementId};
use crate::training::gates::model::GateState;
use crate::training::gates::signers::eligible::{EligibleSigners, is_signer};
use crate::training::ledger::evidence::notes::note_of;
use crate::training::ledger::evidence::store;
use crate::training::ledger::manual::model::ManualKind;
use crate::training::programmes::model::{Names, Unit};
use crate::training::progress::enrolment_progress::version_of;
use crate::training::{access, gates};
use crate::web::page::Page;
use serde::Serialize;
use utoipa::ToSchema;

/// Something that was recorded or credited by hand.
#[derive(Serialize, ToSchema)]
pub struct EvidenceView {
    id: String,
    requirement_id: RequirementId,
    requirement: Names,
    unit: Unit,
    /// None for a paper.
    #[schema(required = true)]
    by_hand: Option<ManualKind>,
    #[schema(required = true)]
    amount: Option<i64>,
    /// Nickname of whoever recorded it or asked for it.
    by: String,
    /// Nickname of the second person, for what is done by hand.
    #[schema(required = true)]
    confirmed_by: Option<String>,
    /// The note, or the reason.
    #[schema(required = true)]
    note: Option<String>,
    at: Millis,
    /// It counts no more.
    is_over: bool,
    #[schema(required = true)]
    ended_because: Option<String>,
}

/// Not the trainee, who reads what counts on their own page: notes are for those who judge.
fn may_read_evidence(conn: &mut Conn, who: &Permissions, id: &EnrolmentId, now: Millis) -> Result<Enrolment> {
    if let Ok(seen) = access::visible_enrolment(conn, who, id) {
        if seen.is_own {
            return Err(Code::OwnRecord.into());
        }
        return Ok(seen.enrolment);
    }
    let enrolment = cohorts::find_enrolment(conn, id)?.ok_or_else(Error::not_found)?;
    let gates = gates::store::list_newest_gates(conn, std::slice::from_ref(id))?;
    let open = gates.into_iter().find(|gate| gate.state == GateState::InReview);
    let phase = open.map(|gate| gate.phase).ok_or_else(Error::not_found)?;
    let version = version_of(conn, &enrolment)?;
    let staff = EligibleSigners::load(conn, &enrolment, now)?;
    let signers = version
        .phase(phase)
        .map(|phase| phase.signers.as_slice())
        .unwrap_or_default();
    let is_asked = signers.iter().any(|signer| is_signer(&staff, signer, &who.person));
    if is_asked {
        Ok(enrolment)
    } else {
        Err(Error::not_found())
    }
}

/// Everything that was recorded or credited by hand: who, when and the note. For those who look after the person, and for whoever
/// is asked to sign the review that is open.
pub async fn list_evidence(ctx: &Context, id: EnrolmentId) -> Result<Page<EvidenceView>> {
    let (keys, now) = (ctx.keys.clone(), ctx.now());
    ctx.read(move |conn, who| {
        let enrolment = may_read_evidence(conn, who, &id, now)?;
        let version = version_of(conn, &enrolment)?;
        let mut shown = vec![];
        for one in store::list_evidence(conn, &id)? {
            let Some(index) = version.index_of(&one.requirement_id) else {
                continue;
            };
            let requirement = &version.requirements[index];
            shown.push(EvidenceView {
                note: note_of(&keys, &one)?,
                id: one.id,
                requirement_id: one.requirement_id,
                requirement: requirement.name.clone(),
                unit: requirement.unit,
                by_hand: one.by_hand,
                amount: one.amount,
                by: one.by,
                confirmed_by: one.confirmed_by,
                at: one.at,
                is_over: one.is_over,
                ended_because: one.ended_because,
            });
        }
        Ok(Page::whole(shown))
    })
    .await
}

//! A review as the caller sees it.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::Enrolment;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{EnrolmentId, GateId, PersonId};
use crate::training::gates::model::{Decision, Gate, GateState, SignOff};
use crate::training::gates::signers::eligible::{EligibleSigners, is_signer};
use crate::training::gates::store;
use crate::training::programmes::model::{Names, Signer};
use crate::training::progress::enrolment_progress::version_of;
use crate::training::progress::shapes::Progress;
use crate::training::{access, progress};
use crate::web::page::{Page, PageQuery};
use serde::Serialize;
use utoipa::ToSchema;

/// A review in a list.
#[derive(Serialize, ToSchema)]
pub struct GateRow {
    id: GateId,
    enrolment_id: EnrolmentId,
    nickname: String,
    cohort: String,
    phase: i64,
    state: GateState,
    requested_at: Millis,
    signed: i64,
    needed: i64,
    i_may_sign: bool,
    /// Nobody can give one of the signatures: headquarters names somebody.
    is_stuck: bool,
    /// A code: `own`, `signed`, `not_asked`, `decided`.
    #[schema(required = true)]
    why_not: Option<&'static str>,
}

impl GateRow {
    /// Whether this person is the one to act: to sign, or as headquarters to name who does.
    pub(crate) fn waits_for(&self, who: &Permissions) -> bool {
        self.i_may_sign || (self.is_stuck && who.is_headquarters())
    }
}

/// A label, and whether the caller may sign under it.
#[derive(Serialize, ToSchema)]
pub struct LabelView {
    index: i64,
    label: Names,
    is_taken: bool,
    i_may: bool,
    /// Who signed, by nickname.
    #[schema(required = true)]
    signed_by: Option<String>,
    #[schema(required = true)]
    signed_at: Option<Millis>,
    /// Nobody can sign here: headquarters names somebody.
    is_stuck: bool,
    /// Whom headquarters named, by nickname.
    #[schema(required = true)]
    stand_in: Option<String>,
}

/// A review with the evidence beside it (M11).
#[derive(Serialize, ToSchema)]
pub struct GateView {
    #[serde(flatten)]
    row: GateRow,
    progress: Progress,
    labels: Vec<LabelView>,
}

/// A gate as the caller sees it.
pub(crate) struct ReviewContext {
    gate: Gate,
    enrolment: Enrolment,
    signers: Vec<Signer>,
    signed: Vec<SignOff>,
    staff: EligibleSigners,
    is_staff: bool,
}

impl ReviewContext {
    pub(crate) fn load(conn: &mut Conn, who: &Permissions, gate: Gate, now: Millis) -> Result<Self> {
        let enrolment = cohorts::find_enrolment(conn, &gate.enrolment_id)?.ok_or_else(Error::not_found)?;
        let seen = access::visible_enrolment(conn, who, &enrolment.id);
        let version = version_of(conn, &enrolment)?;
        let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
        Ok(ReviewContext {
            signed: store::list_sign_offs(conn, std::slice::from_ref(&gate.id))?,
            staff: EligibleSigners::load(conn, &enrolment, now)?,
            signers: phase.signers.clone(),
            is_staff: seen.is_ok(),
            gate,
            enrolment,
        })
    }

    /// The signatures that count.
    fn valid_signatures(&self) -> Vec<&SignOff> {
        self.staff.valid_signatures(&self.gate, &self.signers, &self.signed)
    }

    fn under(&self, index: i64) -> Option<&SignOff> {
        self.valid_signatures()
            .into_iter()
            .find(|sign_off| sign_off.label_index == index)
    }

    fn is_taken(&self, index: i64) -> bool {
        self.under(index).is_some()
    }

    /// Labels that nobody can sign.
    fn stuck(&self) -> Vec<i64> {
        if self.gate.state != GateState::InReview {
            return vec![];
        }
        let mut not = vec![self.enrolment.person_id.clone()];
        not.extend(
            self.valid_signatures()
                .into_iter()
                .map(|sign_off| sign_off.person_id.clone()),
        );
        let open: Vec<&Signer> = self
            .signers
            .iter()
            .filter(|signer| !self.is_taken(signer.index))
            .collect();
        self.staff.stuck(&open, &not)
    }

    fn is_asked(&self, person: &PersonId) -> bool {
        self.signers.iter().any(|signer| is_signer(&self.staff, signer, person))
    }

    fn why_not(&self, person: &PersonId) -> Option<&'static str> {
        let may = |signer: &Signer| !self.is_taken(signer.index) && is_signer(&self.staff, signer, person);
        if self.enrolment.person_id == *person {
            Some("own")
        } else if self.gate.state != GateState::InReview {
            Some("decided")
        } else if self
            .valid_signatures()
            .iter()
            .any(|sign_off| sign_off.person_id == *person)
        {
            Some("signed")
        } else if !self.signers.iter().any(may) {
            Some("not_asked")
        } else {
            None
        }
    }

    fn may_be_seen(&self, person: &PersonId) -> bool {
        self.is_staff || (self.is_asked(person) && self.gate.state == GateState::InReview)
    }

    pub(crate) fn row(&self, person: &PersonId) -> GateRow {
        let why_not = self.why_not(person);
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let valid = self.valid_signatures();
        let approved = valid.iter().filter(|s| s.decision == Decision::Approve);
        GateRow {
            id: self.gate.id.clone(),
            enrolment_id: self.enrolment.id.clone(),
            nickname: self.enrolment.nickname.clone(),
            cohort: self.enrolment.cohort_name.clone(),
            phase: self.gate.phase,
            state: self.gate.state,
            requested_at: self.gate.requested_at,
            signed: count(approved.count()),
            needed: count(self.signers.len()),
            i_may_sign: why_not.is_none(),
            is_stuck: !self.stuck().is_empty(),
            why_not,
        }
    }

    fn labels(&self, person: &PersonId) -> Vec<LabelView> {
        let may_at_all = self.why_not(person).is_none();
        let stuck = self.stuck();
        let label = |signer: &Signer| LabelView {
            signed_by: self.under(signer.index).map(|sign_off| sign_off.nickname.clone()),
            signed_at: self.under(signer.index).map(|sign_off| sign_off.at),
            is_stuck: stuck.contains(&signer.index),
            stand_in: self.staff.named(signer).next().map(|other| other.nickname.clone()),
            index: signer.index,
            label: signer.name.clone(),
            is_taken: self.is_taken(signer.index),
            i_may: may_at_all && !self.is_taken(signer.index) && is_signer(&self.staff, signer, person),
        };
        self.signers.iter().map(label).collect()
    }
}

/// How many of them stand in the answer.
const SHOWN: usize = 5;

/// How many are read at once.
const CHUNK: i64 = 200;

/// Reviews that wait for the caller's signature, and those that wait for headquarters to name somebody.
#[derive(Serialize, ToSchema)]
pub struct GatesToSign {
    count: usize,
    /// The first of them; `/gates` has all.
    items: Vec<GateRow>,
}

fn to_sign(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<GatesToSign> {
    let districts = access::review_districts(who);
    let mut found = GatesToSign {
        count: 0,
        items: vec![],
    };
    let mut after: Option<(Millis, GateId)> = None;
    loop {
        let gates: Vec<Gate> =
            store::page_waiting_gates(conn, districts.as_deref(), &who.person, after.as_ref(), CHUNK)?;
        let Some(last) = gates.last() else {
            return Ok(found);
        };
        after = Some((last.requested_at, last.id.clone()));
        for gate in gates {
            let row = ReviewContext::load(conn, who, gate, now)?.row(&who.person);
            if row.waits_for(who) {
                found.count += 1;
                if found.items.len() < SHOWN {
                    found.items.push(row);
                }
            }
        }
    }
}

/// Reviews that wait for signatures, of the districts that the caller looks after or for which they are asked, the oldest first.
pub async fn list_gates(ctx: &Context, page: PageQuery) -> Result<Page<GateRow>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let (limit, after) = (page.limit(), page.after::<(Millis, GateId)>()?);
        let districts = access::review_districts(who);
        let rows = store::page_waiting_gates(conn, districts.as_deref(), &who.person, after.as_ref(), limit + 1)?;
        let page = Page::cut(rows, limit, |gate| (gate.requested_at, gate.id.clone()));
        let next = page.next;
        let mut items = vec![];
        for gate in page.items {
            let review = ReviewContext::load(conn, who, gate, now)?;
            if review.may_be_seen(&who.person) {
                items.push(review.row(&who.person));
            }
        }
        Ok(Page { items, next })
    })
    .await
}

/// The reviews that wait for the caller, counted, with the first of them.
pub async fn gates_to_sign(ctx: &Context) -> Result<GatesToSign> {
    let now = ctx.now();
    ctx.read(move |conn, who| to_sign(conn, who, now)).await
}

/// A review with the evidence beside it.
pub async fn gate(ctx: &Context, id: GateId) -> Result<GateView> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let gate = store::find_gate(conn, &id)?.ok_or_else(Error::not_found)?;
        let review = ReviewContext::load(conn, who, gate, now)?;
        if !review.may_be_seen(&who.person) {
            return Err(Error::not_found());
        }
        let progress = progress::views::view(conn, review.enrolment.clone(), now)?;
        Ok(GateView {
            row: review.row(&who.person),
            labels: review.labels(&who.person),
            progress,
        })
    })
    .await
}

/// The line of a review after the caller acted on it.
pub async fn gate_after(ctx: &Context, id: GateId) -> Result<GateRow> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let gate = store::find_gate(conn, &id)?.ok_or_else(Error::not_found)?;
        Ok(ReviewContext::load(conn, who, gate, now)?.row(&who.person))
    })
    .await
}

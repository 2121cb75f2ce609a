//! The queue of reviews, and the signature.

use super::progress::{Progress, view};
use crate::accounts::access::Permissions;
use crate::accounts::context::Context;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::field;
use crate::ids::{EnrolmentId, GateId, PersonId};
use crate::training::access::{self, watched_districts};
use crate::training::actions::approvals;
use crate::training::actions::gates::{self as actions, Signing};
use crate::training::model::{Decision, Enrolment, Gate, GateState, Names, SignOff, Signer};
use crate::training::progress::{Staff, is_signer, version_of};
use crate::training::store;
use crate::web::json::{self, Json};
use crate::web::page::{Page, PageQuery};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `?state=in_review&cursor=&limit=`.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GatesQuery {
    /// Only `in_review` is listed.
    state: Option<GateState>,
    /// Where the previous page ended.
    cursor: Option<String>,
    /// How many rows, 1 to 200; 50 when absent.
    limit: Option<i64>,
}

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
    pub(super) fn waits_for(&self, who: &Permissions) -> bool {
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

/// Names somebody for a label that nobody can sign.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameStandIn {
    label_index: i64,
    person_id: PersonId,
}

/// A review with the evidence beside it (M11).
#[derive(Serialize, ToSchema)]
pub struct GateView {
    #[serde(flatten)]
    row: GateRow,
    progress: Progress,
    labels: Vec<LabelView>,
}

/// Signs, or sends back with the next step.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    label_index: i64,
    decision: Decision,
    /// The next step, when it is sent back.
    because: Option<String>,
}

/// A gate as the caller sees it.
pub(super) struct Sight {
    gate: Gate,
    enrolment: Enrolment,
    signers: Vec<Signer>,
    signed: Vec<SignOff>,
    staff: Staff,
    is_staff: bool,
}

impl Sight {
    pub(super) fn load(conn: &mut Conn, who: &Permissions, gate: Gate, now: Millis) -> Result<Self> {
        let enrolment = store::find_enrolment(conn, &gate.enrolment_id)?.ok_or_else(Error::not_found)?;
        let seen = access::seen_enrolment(conn, who, &enrolment.id);
        let version = version_of(conn, &enrolment)?;
        let phase = version.phase(gate.phase).ok_or_else(Error::not_found)?;
        Ok(Sight {
            signed: store::list_sign_offs(conn, std::slice::from_ref(&gate.id))?,
            staff: Staff::load(conn, &enrolment, now)?,
            signers: phase.signers.clone(),
            is_staff: seen.is_ok(),
            gate,
            enrolment,
        })
    }

    /// The signatures that count.
    fn standing(&self) -> Vec<&SignOff> {
        self.staff.standing(&self.gate, &self.signers, &self.signed)
    }

    fn under(&self, index: i64) -> Option<&SignOff> {
        self.standing()
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
        not.extend(self.standing().into_iter().map(|sign_off| sign_off.person_id.clone()));
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
        } else if self.standing().iter().any(|sign_off| sign_off.person_id == *person) {
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

    pub(super) fn row(&self, person: &PersonId) -> GateRow {
        let why_not = self.why_not(person);
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let standing = self.standing();
        let approved = standing.iter().filter(|s| s.decision == Decision::Approve);
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

/// Reviews that wait for signatures, of the districts that the caller looks after or for which they are asked, the oldest first.
#[utoipa::path(get, path = "/api/v1/gates", tag = "training", params(GatesQuery),
    responses((status = 200, body = Page<GateRow>)))]
pub async fn list_gates(ctx: Context, query: Query<GatesQuery>) -> Result<HttpResponse> {
    let GatesQuery { state, cursor, limit } = query.0;
    if state.is_some_and(|state| state != GateState::InReview) {
        return Err(crate::error::Code::BadQuery.into());
    }
    let page = PageQuery { cursor, limit };
    let now = ctx.now();
    let page = ctx
        .read(move |conn, who| {
            let after: Option<(Millis, GateId)> = page.after()?;
            let limit = page.limit();
            let districts = watched_districts(who);
            let rows = store::page_waiting_gates(conn, districts.as_deref(), &who.person, after.as_ref(), limit + 1)?;
            let page = Page::cut(rows, limit, |gate| (gate.requested_at, gate.id.clone()));
            let next = page.next;
            let mut items = vec![];
            for gate in page.items {
                let sight = Sight::load(conn, who, gate, now)?;
                if sight.may_be_seen(&who.person) {
                    items.push(sight.row(&who.person));
                }
            }
            Ok(Page { items, next })
        })
        .await?;
    Ok(json::ok(&page))
}

/// A review with the evidence beside it.
#[utoipa::path(get, path = "/api/v1/gates/{id}", tag = "training", params(("id" = String, Path)),
    responses((status = 200, body = GateView)))]
pub async fn gate(ctx: Context, id: Path<GateId>) -> Result<HttpResponse> {
    let now = ctx.now();
    let view = ctx
        .read(move |conn, who| {
            let gate = store::find_gate(conn, &id.0)?.ok_or_else(Error::not_found)?;
            let sight = Sight::load(conn, who, gate, now)?;
            if !sight.may_be_seen(&who.person) {
                return Err(Error::not_found());
            }
            let progress = view(conn, sight.enrolment.clone(), now)?;
            Ok(GateView {
                row: sight.row(&who.person),
                labels: sight.labels(&who.person),
                progress,
            })
        })
        .await?;
    Ok(json::ok(&view))
}

/// Signs a review, or sends it back with the next step.
#[utoipa::path(post, path = "/api/v1/gates/{id}/sign", tag = "training", params(("id" = String, Path)),
    request_body = Sign, responses((status = 200, body = GateRow)))]
pub async fn sign_gate(ctx: Context, id: Path<GateId>, body: Json<Sign>) -> Result<HttpResponse> {
    let body = body.0;
    let because = match body.because.as_deref().map(str::trim) {
        None | Some("") => None,
        Some(because) => Some(field::text("because", because, 1, 500)?),
    };
    let signing = Signing {
        label_index: body.label_index,
        decision: body.decision,
        because,
    };
    let id = id.0;
    let now = ctx.now();
    actions::sign_gate(&ctx, id.clone(), signing).await?;
    let row = ctx
        .read(move |conn, who| {
            let gate = store::find_gate(conn, &id)?.ok_or_else(Error::not_found)?;
            Ok(Sight::load(conn, who, gate, now)?.row(&who.person))
        })
        .await?;
    Ok(json::ok(&row))
}

/// Headquarters names somebody for a signature that nobody can give.
#[utoipa::path(post, path = "/api/v1/gates/{id}/stand-ins", tag = "training", params(("id" = String, Path)),
    request_body = NameStandIn, responses((status = 204)))]
pub async fn name_stand_in(ctx: Context, id: Path<GateId>, body: Json<NameStandIn>) -> Result<HttpResponse> {
    let NameStandIn { label_index, person_id } = body.0;
    approvals::name_stand_in(&ctx, id.0, label_index, person_id).await?;
    Ok(json::no_content())
}

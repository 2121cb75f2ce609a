//! Rota and chain.

use crate::accounts::access::{Caller, Permissions};
use crate::accounts::api::{holders, nicknames};
use crate::accounts::model::Role;
use crate::care::access::{STAFF, is_staff_of};
use crate::care::actions::{self, Kit, chain_of};
use crate::care::model::{Chain, Link, Shift};
use crate::care::store::{self, Rota};
use crate::care::today::{DutyToday, staffed_districts, today};
use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId, ShiftId};
use crate::web::field;
use crate::web::json::{self, Json};
use crate::web::path::Path;
use crate::web::query::Query;
use actix_web::HttpResponse;
use actix_web::web::Data;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A time on duty.
#[derive(Serialize, ToSchema)]
#[schema(as = DutyShift)]
pub struct ShiftView {
    id: ShiftId,
    /// None is headquarters.
    #[schema(required = true)]
    district_id: Option<DistrictId>,
    person_id: PersonId,
    nickname: String,
    starts_at: Millis,
    ends_at: Millis,
}

/// Somebody who can be put on duty.
#[derive(Serialize, ToSchema)]
pub struct DutyCandidate {
    person_id: PersonId,
    nickname: String,
}

/// The rota.
#[derive(Serialize, ToSchema)]
pub struct RotaView {
    items: Vec<ShiftView>,
    /// Who can be put on duty in the district that was asked for.
    candidates: Vec<DutyCandidate>,
}

/// Which part of the rota; four weeks from now without times.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RotaQuery {
    /// One district; all of the reader's, and headquarters' own for who works there, without it.
    #[param(value_type = Option<String>)]
    district_id: Option<DistrictId>,
    from_at: Option<Millis>,
    to_at: Option<Millis>,
}

/// Puts somebody on duty.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AddShift {
    /// None is headquarters.
    district_id: Option<DistrictId>,
    person_id: PersonId,
    starts_at: Millis,
    /// At most seven days later.
    ends_at: Millis,
}

/// Who is asked after whom.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EscalationChain)]
pub struct ChainBody {
    /// In the order facilitator, duty, lead, headquarters; headquarters cannot be left out.
    steps: Vec<Link>,
}

/// What there is on duty today: for staff, and for whoever was asked to come.
#[utoipa::path(get, path = "/api/v1/duty", tag = "care", responses((status = 200, body = DutyToday)))]
pub async fn duty_today(kit: Data<Kit>, caller: Caller) -> Result<HttpResponse> {
    let now = kit.clock.now();
    let answer = kit
        .db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            today(conn, &who, now)
        })
        .await?;
    Ok(json::ok(&answer))
}

/// The rota of one district or of all of the reader's.
#[utoipa::path(get, path = "/api/v1/duty/shifts", tag = "care", params(RotaQuery), responses((status = 200, body = RotaView)))]
pub async fn list_shifts(kit: Data<Kit>, caller: Caller, query: Query<RotaQuery>) -> Result<HttpResponse> {
    let now = kit.clock.now();
    let RotaQuery {
        district_id,
        from_at,
        to_at,
    } = query.0;
    let from = field::instant("from_at", from_at.unwrap_or(now))?;
    let to = field::instant("to_at", to_at.unwrap_or(now + 28 * DAY))?;
    let answer = kit
        .db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            let mine = staffed_districts(&who);
            let (shifts, candidates) = match &district_id {
                Some(district) => {
                    who.must_see(district)?;
                    if !is_staff_of(&who, Some(district)) {
                        return Err(Error::not_found());
                    }
                    let shifts = store::list_shifts(conn, &Rota::Of(Some(district)), from, to)?;
                    (shifts, holders(conn, STAFF, Some(district))?)
                }
                None if who.is_headquarters() => {
                    let shifts = store::list_shifts(conn, &Rota::Some(&mine, true), from, to)?;
                    (shifts, holders(conn, &[Role::Headquarters], None)?)
                }
                None => (store::list_shifts(conn, &Rota::Some(&mine, false), from, to)?, vec![]),
            };
            let candidates = candidates.into_iter();
            Ok(RotaView {
                items: views(conn, shifts)?,
                candidates: candidates
                    .map(|(person_id, nickname)| DutyCandidate { person_id, nickname })
                    .collect(),
            })
        })
        .await?;
    Ok(json::ok(&answer))
}

fn views(conn: &mut Conn, shifts: Vec<Shift>) -> Result<Vec<ShiftView>> {
    let people: Vec<_> = shifts.iter().map(|shift| shift.person_id.clone()).collect();
    let names = nicknames(conn, &people)?;
    let view = |shift: Shift| ShiftView {
        nickname: names.get(&shift.person_id).cloned().unwrap_or_default(),
        id: shift.id,
        district_id: shift.district_id,
        person_id: shift.person_id,
        starts_at: shift.starts_at,
        ends_at: shift.ends_at,
    };
    Ok(shifts.into_iter().map(view).collect())
}

/// Puts somebody on duty: the staff of the district.
#[utoipa::path(post, path = "/api/v1/duty/shifts", tag = "care", request_body = AddShift, responses((status = 201, body = ShiftView)))]
pub async fn add_shift(kit: Data<Kit>, caller: Caller, body: Json<AddShift>) -> Result<HttpResponse> {
    let AddShift {
        district_id,
        person_id,
        starts_at,
        ends_at,
    } = body.0;
    let shift = actions::add_shift(&kit, caller, district_id, person_id, (starts_at, ends_at)).await?;
    let view = kit.db.read(move |conn| views(conn, vec![shift.clone()])).await?;
    Ok(json::created(&view.first()))
}

/// Takes somebody off duty.
#[utoipa::path(delete, path = "/api/v1/duty/shifts/{id}", tag = "care", params(("id" = String, Path)), responses((status = 204)))]
pub async fn remove_shift(kit: Data<Kit>, caller: Caller, id: Path<ShiftId>) -> Result<HttpResponse> {
    actions::remove_shift(&kit, caller, id.0).await?;
    Ok(json::no_content())
}

/// The chain of a district, for its staff.
#[utoipa::path(get, path = "/api/v1/districts/{id}/escalation-chain", tag = "care", params(("id" = String, Path)),
    responses((status = 200, body = ChainBody)))]
pub async fn chain(kit: Data<Kit>, caller: Caller, id: Path<DistrictId>) -> Result<HttpResponse> {
    let chain = kit
        .db
        .read(move |conn| {
            let who = Permissions::load(conn, &caller)?;
            who.must_see(&id.0)?;
            if !is_staff_of(&who, Some(&id.0)) {
                return Err(Error::not_found());
            }
            chain_of(conn, Some(&id.0))
        })
        .await?;
    Ok(json::ok(&ChainBody {
        steps: chain.links().to_vec(),
    }))
}

/// Writes the chain of a district: its coordinators and headquarters.
#[utoipa::path(put, path = "/api/v1/districts/{id}/escalation-chain", tag = "care", params(("id" = String, Path)),
    request_body = ChainBody, responses((status = 200, body = ChainBody)))]
pub async fn set_chain(
    kit: Data<Kit>,
    caller: Caller,
    id: Path<DistrictId>,
    body: Json<ChainBody>,
) -> Result<HttpResponse> {
    let chain = Chain::parse(body.0.steps)?;
    let steps = chain.links().to_vec();
    actions::set_chain(&kit, caller, id.0, chain).await?;
    Ok(json::ok(&ChainBody { steps }))
}

//! The rota, the chain, and what the staff should know of today: who is on duty, what is open, which cards are old (M3, safety 34).

use super::chain::Chain;
use super::model::Shift;
use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::{holders, nicknames};
use crate::care::access::{OnDuty, STAFF, is_staff_of, known_districts, sight_of_call};
use crate::care::call::paging::chain_of;
use crate::care::model::IncidentState;
use crate::care::store::{self, KnownIncidents, Rota};
use crate::chat;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId, ShiftId};
use serde::Serialize;
use utoipa::ToSchema;

/// Somebody who is on duty now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OnDutyNow {
    /// `null` is the duty of headquarters.
    #[schema(required = true)]
    pub district_id: Option<DistrictId>,
    pub person_id: PersonId,
    pub nickname: String,
    pub until_at: Millis,
}

/// Duty as somebody sees it today.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DutyToday {
    pub now_at: Millis,
    /// The reader is on duty now.
    pub am_on_duty: bool,
    /// Who is, in the reader's districts.
    pub on_duty: Vec<OnDutyNow>,
    /// Calls that are not over.
    pub open_calls: usize,
    /// Calls that nobody has answered.
    pub unanswered_calls: usize,
    /// Incidents that are not closed.
    pub open_incidents: i64,
    /// Whose next sessions wait for a check of the reader.
    pub unchecked: i64,
    /// Regions whose card was not reviewed for half a year.
    pub stale_cards: Vec<String>,
    /// Districts of the reader without anybody on duty, now or later.
    pub without_rota: Vec<DistrictId>,
}

/// A time on duty.
#[derive(Serialize, ToSchema)]
#[schema(as = DutyShift)]
pub struct ShiftView {
    id: ShiftId,
    /// `null` is the duty of headquarters.
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

#[derive(Serialize, ToSchema)]
pub struct RotaView {
    items: Vec<ShiftView>,
    /// Who can be put on duty in the district that was asked for.
    candidates: Vec<DutyCandidate>,
}

/// The districts in which somebody is staff, without headquarters' right to all.
fn staffed_districts(who: &Permissions) -> Vec<DistrictId> {
    let staffed = who.scope(Role::Coordinator).or(who.scope(Role::Supervisor));
    staffed.districts().unwrap_or_default().to_vec()
}

/// What there is for the caller today.
pub(super) async fn today(ctx: &Context) -> Result<DutyToday> {
    let now = ctx.now();
    ctx.read(move |conn, who| today_of(conn, who, now)).await
}

fn today_of(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<DutyToday> {
    let duty = OnDuty::of(conn, who, now)?;
    let mut districts = staffed_districts(who);
    if who.is_headquarters() {
        districts = crate::districts::api::districts(conn)?
            .into_iter()
            .map(|district| district.id)
            .collect();
    }
    let rota = Rota::Some(&districts, who.is_headquarters());
    let shifts = store::list_shifts(conn, &rota, now, now + 1)?;
    let people: Vec<_> = shifts.iter().map(|shift| shift.person_id.clone()).collect();
    let names = nicknames(conn, &people)?;
    let on_duty = shifts.into_iter().map(|shift| OnDutyNow {
        nickname: names.get(&shift.person_id).cloned().unwrap_or_default(),
        district_id: shift.district_id,
        person_id: shift.person_id,
        until_at: shift.ends_at,
    });
    let (mut open_calls, mut unanswered_calls) = (0, 0);
    for call in store::list_open(conn)? {
        if sight_of_call(conn, who, &duty, &call)?.is_some() {
            open_calls += 1;
            unanswered_calls += usize::from(call.seen_at.is_none());
        }
    }
    let known = known_districts(who, &duty);
    let mine = KnownIncidents {
        person: &who.person,
        districts: &known,
        is_without_district: duty.is_in(None),
        is_headquarters: who.is_headquarters(),
        state: Some(IncidentState::Open),
        district: None,
    };
    let open_incidents = store::count_open_incidents(conn, &mine)?;
    let coordinated = who.scope(Role::Coordinator);
    let coordinated = coordinated.districts().unwrap_or_default().to_vec();
    let watched = if who.is_headquarters() {
        &districts
    } else {
        &coordinated
    };
    let stale_cards = chat::help::stale_regions(conn, watched, now)?;
    let mut without_rota = vec![];
    if !who.is_headquarters() {
        for district in &coordinated {
            if !store::has_rota(conn, district, now)? {
                without_rota.push(district.clone());
            }
        }
    }
    Ok(DutyToday {
        now_at: now,
        am_on_duty: !duty.is_off(),
        on_duty: on_duty.collect(),
        open_calls,
        unanswered_calls,
        open_incidents,
        unchecked: store::count_unchecked(conn, &coordinated)?,
        stale_cards,
        without_rota,
    })
}

/// The rota of one district, or of all of the caller's.
pub(super) async fn rota(ctx: &Context, district: Option<DistrictId>, from: Millis, to: Millis) -> Result<RotaView> {
    ctx.read(move |conn, who| {
        let mine = staffed_districts(who);
        let (shifts, candidates) = match &district {
            Some(district) => {
                must_be_staff_of(who, district)?;
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
            items: shift_views(conn, shifts)?,
            candidates: candidates
                .map(|(person_id, nickname)| DutyCandidate { person_id, nickname })
                .collect(),
        })
    })
    .await
}

/// One shift, after it was added.
pub(super) async fn shift(ctx: &Context, shift: Shift) -> Result<Option<ShiftView>> {
    ctx.db.read(move |conn| Ok(shift_views(conn, vec![shift])?.pop())).await
}

fn shift_views(conn: &mut Conn, shifts: Vec<Shift>) -> Result<Vec<ShiftView>> {
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

/// The chain of a district, for its staff.
pub(super) async fn chain(ctx: &Context, district: DistrictId) -> Result<Chain> {
    ctx.read(move |conn, who| {
        must_be_staff_of(who, &district)?;
        chain_of(conn, Some(&district))
    })
    .await
}

/// Not found for everybody but the staff of the district.
fn must_be_staff_of(who: &Permissions, district: &DistrictId) -> Result<()> {
    who.must_see(district)?;
    if is_staff_of(who, Some(district)) {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

//! What the staff should know of today: who is on duty, what is open, which cards are old (M3, safety 34).

use super::access::{OnDuty, sight_of_call};
use super::model::IncidentState;
use super::store::{self, Known, Rota};
use crate::accounts::access::{Permissions, Role};
use crate::accounts::api::nicknames;
use crate::chat;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId};
use serde::Serialize;

/// Somebody who is on duty now.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OnDutyNow {
    /// Where; none is headquarters.
    #[schema(required = true)]
    pub district_id: Option<DistrictId>,
    /// Who.
    pub person_id: PersonId,
    /// Their nickname.
    pub nickname: String,
    /// Until when.
    pub until_at: Millis,
}

/// Duty as somebody sees it today.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct DutyToday {
    /// The server's time.
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

/// The districts in which somebody is staff, without headquarters' right to all.
pub fn staffed_districts(who: &Permissions) -> Vec<DistrictId> {
    let staffed = who.scope(Role::Coordinator).or(who.scope(Role::Supervisor));
    staffed.districts().unwrap_or_default().to_vec()
}

/// What there is for somebody.
pub fn today(conn: &mut Conn, who: &Permissions, now: Millis) -> Result<DutyToday> {
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
    let mine = Known {
        person: &who.person,
        districts: &known,
        is_without_district: duty.is_in(None),
        is_headquarters: who.is_headquarters(),
        state: Some(IncidentState::Open),
        district: None,
    };
    let open_incidents = store::count_open_incidents(conn, &mine)?;
    let coordinated = coordinated(who);
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

fn coordinated(who: &Permissions) -> Vec<DistrictId> {
    who.scope(Role::Coordinator).districts().unwrap_or_default().to_vec()
}

/// The districts whose incidents somebody knows of: those that they coordinate, and where they are on duty.
pub fn known_districts(who: &Permissions, duty: &OnDuty) -> Vec<DistrictId> {
    let mut districts = coordinated(who);
    districts.extend(duty.districts().cloned());
    districts.sort();
    districts.dedup();
    districts
}

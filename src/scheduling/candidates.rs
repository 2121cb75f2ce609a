//! Who could lead: qualified, free, not over the ceiling, from the same district first (M1).

use super::judgement::Around;
use super::model::{LED_A_WEEK, SeatRole, Slot};
use super::rules::{Reason, Seat, blocks, judge_person};
use super::store;
use crate::accounts::access::Scope;
use crate::accounts::model::CounsellorStatus;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, SessionId, StudioId};
use serde::Serialize;

/// Somebody who could lead.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct Candidate {
    /// Who.
    pub person_id: PersonId,
    /// Their nickname.
    pub nickname: String,
    /// Provisional or certified.
    #[schema(required = true)]
    pub status: Option<CounsellorStatus>,
    /// Nothing of theirs is in the way.
    pub is_free: bool,
    /// Works in the session's district.
    pub is_same_district: bool,
    /// Sessions that they lead in that week.
    pub led_this_week: usize,
    /// What is in the way, or doubtful.
    pub why_not: Vec<Reason>,
}

/// Where and when somebody is looked for.
pub(super) struct Opening {
    /// The session, if there is one: its own claims do not count.
    pub session: Option<SessionId>,
    /// Where.
    pub studio_id: StudioId,
    /// Whose.
    pub district_id: DistrictId,
    /// When.
    pub slot: Slot,
}

/// Not free, over the ceiling, from elsewhere, led this week, nickname, id: the smaller, the better.
pub(super) type Rank = (bool, bool, bool, usize, String, PersonId);

/// Where somebody stands among the others.
pub(super) fn rank_of(candidate: &Candidate) -> Rank {
    (
        !candidate.is_free,
        candidate.led_this_week >= LED_A_WEEK,
        !candidate.is_same_district,
        candidate.led_this_week,
        candidate.nickname.clone(),
        candidate.person_id.clone(),
    )
}

/// Counsellors for one opening with this in their nickname, the best first: free before busy, same district, fewest led this week.
pub(super) fn rank(
    conn: &mut Conn,
    opening: &Opening,
    districts: &Scope,
    part: Option<&str>,
) -> Result<Vec<Candidate>> {
    let part = part.map(|part| part.trim().to_lowercase());
    let mut people = store::staff::list_counsellors(conn)?;
    people.retain(|person| {
        let is_called = |part: &String| person.nickname.to_lowercase().contains(part);
        part.as_ref().is_none_or(is_called)
    });
    let ids: Vec<PersonId> = people.iter().map(|person| person.id.clone()).collect();
    let around = Around::of_people(conn, &[&opening.slot], &ids)?;
    let (own, slot) = (opening.session.as_ref(), &opening.slot);
    let mut found = Vec::new();
    for person in people {
        let led_this_week = around.led(&person.id, own, slot)?;
        let sessions = around.busy_person(&person.id);
        let seat = Seat {
            person,
            role: SeatRole::CoLead,
        };
        let why_not = judge_person(&seat, slot, &opening.studio_id, own, &sessions, led_this_week);
        let person = seat.person;
        found.push(Candidate {
            is_free: !blocks(&why_not),
            is_same_district: person.home_district.as_ref() == Some(&opening.district_id),
            led_this_week,
            why_not: why_not.into_iter().map(|reason| reason.seen_by(districts)).collect(),
            status: person.status_on(slot),
            person_id: person.id,
            nickname: person.nickname,
        });
    }
    found.sort_by_cached_key(rank_of);
    Ok(found)
}

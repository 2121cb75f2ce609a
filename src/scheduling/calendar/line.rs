//! The line of a calendar, and what lines need, loaded at once.

use crate::accounts::access::Permissions;
use crate::bilingual::Bilingual;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CohortId, DistrictId, PersonId, RoomId, SeriesId, SessionId, StudioId};
use crate::scheduling::access::{Seen, Sight};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::Room;
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::local_end;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::store::Assignment;
use crate::scheduling::types::model::{SessionType, Staffing};
use crate::scheduling::validation::proposals::kind_of;
use crate::scheduling::{attendance, cover, places, problems, types, validation};
use crate::text_enum;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// What the calendar calls a session of which the reader may only know that the time is booked (safety 8).
const BOOKED: &str = "booked";

text_enum! {
    /// The reader's own part in a session.
    pub OwnPart {
        Lead = "lead",
        /// Leads it with another.
        CoLead = "co_lead",
        Observer = "observer",
        Supervisor = "supervisor",
        /// Is there as social worker.
        SocialWorker = "social_worker",
        Trainer = "trainer",
        Participant = "participant",
    }
}

/// One line of a calendar.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SessionBrief {
    pub id: SessionId,
    /// The title that somebody wrote, or `booked`; empty where nobody wrote one, and then `type_name` says what it is called.
    pub title: String,
    /// What its type is called, where it has no title of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    pub type_name: Option<Bilingual>,
    /// Its type's code, or `booked`.
    #[serde(rename = "type")]
    pub kind: String,
    pub studio_id: StudioId,
    pub studio: String,
    pub room_id: RoomId,
    pub room: String,
    /// It takes place online; the room is no place.
    pub is_online: bool,
    pub district_id: DistrictId,
    pub starts_at: Millis,
    pub ends_at: Millis,
    pub zone: String,
    /// `YYYY-MM-DD` on the studio's wall.
    pub local_date: String,
    /// `HH:MM` on the studio's wall.
    pub local_start: String,
    /// `HH:MM` on the studio's wall.
    pub local_end: String,
    /// Where it is in its life.
    pub state: SessionState,
    /// How many are expected.
    #[schema(required = true)]
    pub people: Option<i64>,
    #[schema(required = true)]
    pub series_id: Option<SeriesId>,
    #[schema(required = true)]
    pub cohort_id: Option<CohortId>,
    /// For the next change.
    pub row_version: i64,
    /// Staff that is needed and assigned.
    pub staffing: Staffing,
    /// Nicknames of those who lead or teach.
    pub leads: Vec<String>,
    /// The reader's role on its staff, or `participant`.
    #[schema(required = true)]
    pub my_role: Option<OwnPart>,
    /// How many came, with and without a name.
    pub attendance_count: i64,
    /// Something has changed so that it could not be planned like this any more, and nobody has decided about it.
    pub has_problem: bool,
    /// Somebody cannot come, and nobody has taken over.
    pub seeks_cover: bool,
}

impl SessionBrief {
    /// What it is called: the title that somebody wrote, else the name of its type.
    pub fn called(&self) -> Bilingual {
        let written = || Bilingual::written(&self.title);
        self.type_name.clone().unwrap_or_else(written)
    }
}

/// Everything that lines need, in a handful of queries.
pub(crate) struct Lines {
    types: HashMap<StudioId, Vec<SessionType>>,
    places: HashMap<RoomId, (Room, String)>,
    seats: HashMap<SessionId, Vec<(Assignment, String)>>,
    here: HashMap<SessionId, i64>,
    expected: HashSet<SessionId>,
    problems: HashSet<SessionId>,
    seeking: HashSet<SessionId>,
}

impl Lines {
    pub(crate) fn load(conn: &mut Conn, sessions: &[Session], person: &PersonId) -> Result<Self> {
        let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
        let mut rooms: Vec<RoomId> = sessions.iter().map(|session| session.room_id.clone()).collect();
        rooms.sort();
        rooms.dedup();
        let studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
        let mut seats: HashMap<SessionId, Vec<(Assignment, String)>> = HashMap::new();
        for (seat, nickname) in assignments::store::list_assignments(conn, &ids)? {
            let of_session = seats.entry(seat.session_id.clone()).or_default();
            of_session.push((seat, nickname));
        }
        let places = validation::store::list_places(conn, &rooms)?;
        Ok(Lines {
            types: types::store::types_of(conn, &studios)?,
            seats,
            places: places
                .into_iter()
                .map(|(room, studio)| (room.id.clone(), (room, studio.name)))
                .collect(),
            here: attendance::store::count_here(conn, &ids)?.into_iter().collect(),
            expected: places::store::list_expected(conn, &ids, person)?.into_iter().collect(),
            problems: problems::store::list_blocked(conn, &ids)?.into_iter().collect(),
            seeking: cover::store::list_seeking(conn, &ids)?.into_iter().collect(),
        })
    }

    pub(crate) fn seats(&self, session: &Session) -> &[(Assignment, String)] {
        self.seats.get(&session.id).map_or(&[], Vec::as_slice)
    }

    /// What ties a person to a session.
    pub(crate) fn seen(&self, session: &Session, person: &PersonId) -> Seen {
        let seat = self
            .seats(session)
            .iter()
            .find(|(seat, _)| seat.person_id == *person && seat.state.is_active());
        Seen {
            session: session.clone(),
            role: seat.map(|(seat, _)| seat.role),
            is_expected: self.expected.contains(&session.id),
        }
    }

    /// Who is assigned against what is needed.
    pub(crate) fn staffing(&self, session: &Session) -> Staffing {
        let taken: Vec<StaffRole> = self
            .seats(session)
            .iter()
            .filter(|(seat, _)| seat.state.is_active())
            .map(|(seat, _)| seat.role)
            .collect();
        kind_of(&self.types, session).map_or(EMPTY, |kind| kind.staffing(session.people, &taken))
    }

    /// The line as somebody with this sight sees it.
    pub(crate) fn brief(&self, seen: &Seen, sight: Sight) -> Result<SessionBrief> {
        let session = &seen.session;
        let place = self.places.get(&session.room_id);
        let (room, studio) = place.map_or((None, ""), |(room, studio)| (Some(room), studio.as_str()));
        let is_booked = sight == Sight::Booked;
        let leads = self
            .seats(session)
            .iter()
            .filter(|(seat, _)| seat.state.is_active() && (seat.role.leads() || seat.role == StaffRole::Trainer));
        let named = self.here.get(&session.id).copied().unwrap_or(0);
        let is_full = sight == Sight::Full;
        Ok(SessionBrief {
            id: session.id.clone(),
            title: if is_booked {
                BOOKED.into()
            } else {
                session.title.clone()
            },
            type_name: kind_of(&self.types, session)
                .filter(|_| !is_booked && session.title.is_empty())
                .map(SessionType::name),
            kind: if is_booked {
                BOOKED.into()
            } else {
                session.type_code.clone()
            },
            studio_id: session.studio_id.clone(),
            studio: studio.to_owned(),
            room_id: session.room_id.clone(),
            room: room.map(|room| room.name.clone()).unwrap_or_default(),
            is_online: room.is_some_and(|room| room.is_online),
            district_id: session.district_id.clone(),
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            local_end: local_end(&session.zone, session.ends_at)?,
            zone: session.zone.clone(),
            local_date: session.local_date.clone(),
            local_start: session.local_start.clone(),
            state: session.state,
            people: session.people.filter(|_| is_full),
            series_id: session.series_id.clone().filter(|_| !is_booked),
            cohort_id: session.cohort_id.clone().filter(|_| !is_booked),
            row_version: session.row_version,
            staffing: if is_full { self.staffing(session) } else { EMPTY },
            leads: if is_booked {
                vec![]
            } else {
                leads.map(|(_, nickname)| nickname.clone()).collect()
            },
            my_role: match (seen.role, seen.is_expected) {
                (Some(role), _) => OwnPart::parse(role.as_str()),
                (None, true) => Some(OwnPart::Participant),
                (None, false) => None,
            },
            attendance_count: if is_full { named + session.unnamed_count } else { 0 },
            has_problem: is_full && self.problems.contains(&session.id),
            seeks_cover: is_full && self.seeking.contains(&session.id),
        })
    }
}

const EMPTY: Staffing = Staffing {
    needed: 0,
    filled: 0,
    is_met: true,
};

/// The lines of these sessions for somebody, without those that they do not see.
pub(crate) fn briefs(conn: &mut Conn, who: &Permissions, sessions: &[Session]) -> Result<Vec<SessionBrief>> {
    let lines = Lines::load(conn, sessions, &who.person)?;
    let seen = sessions.iter().map(|session| lines.seen(session, &who.person));
    seen.filter_map(|seen| Some((seen.sight(who)?, seen)))
        .map(|(sight, seen)| lines.brief(&seen, sight))
        .collect()
}

//! What the engine is fed: the ledger, decisions and the timetable, for many enrolments with few queries.

use crate::clock::{DAY, Millis};
use crate::cohorts::membership::model::{Enrolment, EnrolmentState};
use crate::db::Conn;
use crate::districts::api::zone_of;
use crate::error::Result;
use crate::ids::{DistrictId, EnrolmentId, PersonId, SessionId};
use crate::local_time::{date_in, start_of};
use crate::scheduling::api as scheduling;
use crate::training::ledger;
use crate::training::ledger::credit::{requirement_for, would_give};
use crate::training::ledger::manual;
use crate::training::ledger::model::{Source, Sum};
use crate::training::programmes::model::{SeatPlace, Version};
use crate::training::progress::evaluate::{Bookings, Decisions, Line};
use crate::training::progress::history::{Histories, History};
use crate::training::progress::timetable;
use crate::training::progress::timetable::model::{Expected, TimetableSession};
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};

/// How far ahead the timetable is read.
const HORIZON: Millis = 8 * 7 * DAY;

/// When it is asked.
#[derive(Clone, Debug)]
pub struct LocalNow {
    pub now: Millis,
    pub today: Date,
    pub zone: String,
}

impl LocalNow {
    /// Now, on the calendar of a district.
    pub fn at(conn: &mut Conn, district: Option<&DistrictId>, now: Millis) -> Result<Self> {
        let zone = zone_of(conn, district)?;
        let today = date_in(&zone, now)?;
        Ok(LocalNow { now, today, zone })
    }
}

/// A session to come that gives something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    pub session: SessionId,
    pub starts_at: Millis,
    /// For what, by index; none when it gives nothing here.
    pub requirement: Option<usize>,
    /// How much of it.
    pub amount: i64,
}

/// Everything about one enrolment that the engine and the views need.
pub struct Facts {
    pub ledger: Vec<Line>,
    pub decisions: Decisions,
    /// What the timetable gave and gives.
    pub bookings: Bookings,
    /// Sessions to come in which the person has a place, in order.
    pub booked: Vec<Coming>,
    /// Sessions to come that would give something missing, in order.
    pub could_give: Vec<Coming>,
    /// The plan's last day is over, and it goes on.
    pub is_past_end: bool,
    /// When the person's last session ended.
    pub last_session_at: Option<Millis>,
}

/// Loads the facts of enrolments of one version, in their order.
pub fn load(conn: &mut Conn, version: &Version, enrolments: &[Enrolment], local: &LocalNow) -> Result<Vec<Facts>> {
    let ids: Vec<EnrolmentId> = enrolments.iter().map(|e| e.id.clone()).collect();
    let people: Vec<PersonId> = enrolments.iter().map(|e| e.person_id.clone()).collect();
    let sums = by_enrolment(ledger::store::list_sums(conn, &ids)?, |sum| sum.enrolment_id.clone());
    let waived = by_enrolment(manual::store::list_waived(conn, &ids)?, |(id, _)| id.clone());
    let histories = Histories::load(conn, enrolments)?;
    let timetable = Timetable::load(conn, version, enrolments, &histories, &people, local)?;
    let mut all = vec![];
    for enrolment in enrolments {
        let id = &enrolment.id;
        let history = histories.of(enrolment);
        let sums = sums.get(id).map_or(&[][..], Vec::as_slice);
        let line = |sum: &Sum| {
            let requirement = version.index_of(&sum.requirement_id)?;
            let amount = sum.amount;
            Some(Line { requirement, amount })
        };
        let waived = waived.get(id).into_iter().flatten();
        let mut facts = Facts {
            ledger: sums.iter().filter_map(line).collect(),
            decisions: Decisions {
                waived: waived
                    .filter_map(|(_, requirement)| version.index_of(requirement))
                    .collect(),
                deadline: history.deadline(),
                paused_on: match history.rests().iter().find(|rest| rest.to_at.is_none()) {
                    Some(rest) => Some(date_in(&local.zone, rest.from_at)?),
                    None => None,
                },
                is_over: !enrolment.state.is_going_on(),
            },
            bookings: Bookings::default(),
            booked: vec![],
            could_give: vec![],
            is_past_end: false,
            last_session_at: timetable.last.get(&enrolment.person_id).copied().flatten(),
        };
        let by_choice = sums.iter().filter(|sum| timetable.is_by_choice(&history, sum));
        facts.bookings.offered.extend(by_choice.filter_map(line));
        facts.is_past_end = facts.decisions.is_past_end(local.today);
        let until = match facts.is_past_end {
            true => Millis::MAX, // nothing is counted down any more, and nothing is hidden
            false => start_of(&local.zone, facts.decisions.deadline)?,
        };
        timetable.fill(version, &history, until, &mut facts);
        all.push(facts);
    }
    Ok(all)
}

fn by_enrolment<T>(rows: Vec<T>, key: impl Fn(&T) -> EnrolmentId) -> HashMap<EnrolmentId, Vec<T>> {
    let mut map: HashMap<EnrolmentId, Vec<T>> = HashMap::new();
    for row in rows {
        map.entry(key(&row)).or_default().push(row);
    }
    map
}

/// Whether a session in another district is "elsewhere" for somebody.
pub fn is_elsewhere(enrolment: &Enrolment, district: &DistrictId) -> bool {
    let home = enrolment
        .home_district_id
        .as_ref()
        .or(enrolment.cohort_district_id.as_ref());
    home.is_some_and(|home| home != district)
}

/// Sessions of these people and cohorts, past and to come.
struct Timetable {
    past: BTreeMap<SessionId, TimetableSession>,
    coming: BTreeMap<(Millis, SessionId), TimetableSession>,
    expected: HashMap<SessionId, Vec<Expected>>,
    /// The places that each person could book, as booking itself says.
    open: HashMap<(PersonId, SessionId), Vec<SeatPlace>>,
    last: HashMap<PersonId, Option<Millis>>,
}

impl Timetable {
    fn load(
        conn: &mut Conn,
        version: &Version,
        enrolments: &[Enrolment],
        histories: &Histories,
        people: &[PersonId],
        local: &LocalNow,
    ) -> Result<Self> {
        let cohorts = histories.cohorts();
        let mut districts: Vec<_> = enrolments.iter().filter_map(|e| e.district().cloned()).collect();
        districts.sort();
        districts.dedup();
        let past = timetable::store::list_past_of_cohorts(conn, &cohorts)?;
        let (from, to) = (local.now, local.now + HORIZON);
        // other districts only where an open phase asks for one
        let goes_elsewhere = |enrolment: &Enrolment| {
            let mut open = version.of_phase(enrolment.open_phase);
            enrolment.state == EnrolmentState::Active && open.any(|(_, requirement)| requirement.gives.is_elsewhere)
        };
        let near = Some(districts.as_slice()).filter(|_| !enrolments.iter().any(goes_elsewhere));
        let mut coming = timetable::store::list_coming(conn, from, to, near, &cohorts)?;
        coming.extend(timetable::store::list_booked(conn, from, to, people)?);
        let ids: Vec<SessionId> = coming.iter().map(|session| session.id.clone()).collect();
        let mut expected: HashMap<SessionId, Vec<Expected>> = HashMap::new();
        for row in timetable::store::list_expected(conn, &ids)? {
            expected.entry(row.session_id.clone()).or_default().push(row);
        }
        let is_active = |enrolment: &&Enrolment| enrolment.state == EnrolmentState::Active;
        let active = enrolments.iter().filter(is_active);
        let active: Vec<PersonId> = active.map(|enrolment| enrolment.person_id.clone()).collect();
        let mut open = HashMap::new();
        for (of, places) in scheduling::bookable(conn, &active, &ids, local.now)? {
            let places = places.iter().filter_map(|place| SeatPlace::parse(place.as_str()));
            open.insert(of, places.collect());
        }
        Ok(Timetable {
            open,
            past: past.into_iter().map(|session| (session.id.clone(), session)).collect(),
            coming: coming
                .into_iter()
                .map(|session| ((session.starts_at, session.id.clone()), session))
                .collect(),
            expected,
            last: timetable::store::list_last_attended(conn, people)?
                .into_iter()
                .collect(),
        })
    }

    /// A session that somebody attended besides those of their cohort: it was offered to them too.
    fn is_by_choice(&self, history: &History<'_>, sum: &Sum) -> bool {
        let of_cohort = SessionId::parse(&sum.source_id).and_then(|id| self.past.get(&id));
        sum.source == Source::Session && !of_cohort.is_some_and(|session| history.is_for(session))
    }

    fn place_of(&self, history: &History<'_>, session: &TimetableSession) -> Option<SeatPlace> {
        let mut expected = self.expected.get(&session.id).into_iter().flatten();
        let own = expected.find(|row| row.person_id == history.enrolment.person_id);
        own.map(|row| row.place)
            .or(history.is_for(session).then_some(SeatPlace::Participant))
    }

    fn fill(&self, version: &Version, history: &History<'_>, until: Millis, facts: &mut Facts) {
        let enrolment = history.enrolment;
        let given = |session: &TimetableSession, place, phase| {
            let away = is_elsewhere(enrolment, &session.district_id);
            let index = requirement_for(
                version,
                &session.type_code,
                session.module.as_deref(),
                place,
                away,
                phase,
            )?;
            let amount = would_give(version, index, session.starts_at, session.ends_at, place);
            Some(Line {
                requirement: index,
                amount,
            })
        };
        for session in self.past.values().filter(|session| history.is_for(session)) {
            if let (false, Some(phase)) = (history.rests_at(session.starts_at), history.phase_at(session.starts_at)) {
                facts
                    .bookings
                    .offered
                    .extend(given(session, SeatPlace::Participant, phase));
            }
        }
        if !enrolment.state.is_going_on() {
            return;
        }
        for session in self.coming.values().filter(|session| session.starts_at < until) {
            let coming = |line: Option<Line>| Coming {
                session: session.id.clone(),
                starts_at: session.starts_at,
                requirement: line.map(|line| line.requirement),
                amount: line.map_or(0, |line| line.amount),
            };
            if let Some(place) = self.place_of(history, session) {
                let line = given(session, place, enrolment.open_phase);
                facts.bookings.coming.extend(line);
                facts.booked.push(coming(line));
                continue;
            }
            let is_near = enrolment.district() == Some(&session.district_id);
            let mut offered: Vec<usize> = vec![];
            for place in self
                .open
                .get(&(enrolment.person_id.clone(), session.id.clone()))
                .into_iter()
                .flatten()
            {
                let Some(line) = given(session, *place, enrolment.open_phase) else {
                    continue;
                };
                let is_asked_elsewhere =
                    version.requirements[line.requirement].gives.is_elsewhere && place.is_practice();
                if offered.contains(&line.requirement) || !(is_near || is_asked_elsewhere) {
                    continue;
                }
                offered.push(line.requirement);
                facts.bookings.coming.push(line);
                facts.could_give.push(coming(Some(line)));
            }
        }
    }
}

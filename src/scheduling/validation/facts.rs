//! The facts around some proposals: the rules that hold, opening hours, claims, places, and what is true of people: their sessions
//! of those days, leave, dates and ceilings of their own.

use crate::db::Conn;
use crate::districts::api;
use crate::districts::model::OpeningHours;
use crate::error::{Error, Result};
use crate::ids::{PersonId, RoomId, SessionId, StudioId};
use crate::local_time::{add_days, week_of};
use crate::scheduling::claims::store::Resource;
use crate::scheduling::planning_rules::model::{PlanningRule, PlanningRules, RuleBook};
use crate::scheduling::rules::{
    Apart, Busy, DateWindow, Facts, LeaveSpan, Load, OwnCeiling, PersonFacts, Proposal, Studio, Work, open_around,
};
use crate::scheduling::slot::{Slot, Span};
use crate::scheduling::validation::whom::Whom;
use crate::scheduling::{
    availability, blocks, ceilings, claims, keep_apart, leave, places, planning_rules, validation,
};
use jiff::civil::Date;
use std::collections::HashMap;

/// What is true around some proposals.
pub(crate) struct GatheredFacts {
    book: RuleBook,
    hours: HashMap<StudioId, OpeningHours>,
    busy: HashMap<(Resource, String), Vec<Busy>>,
    blocked: HashMap<RoomId, Vec<Span>>,
    places: HashMap<PersonId, Vec<Busy>>,
    work: HashMap<PersonId, Vec<Work>>,
    leaves: HashMap<PersonId, Vec<LeaveSpan>>,
    dates: HashMap<PersonId, Vec<DateWindow>>,
    own: HashMap<PersonId, Vec<OwnCeiling>>,
    apart: Vec<(PersonId, PersonId)>,
    taking_part: HashMap<SessionId, Vec<PersonId>>,
}

impl GatheredFacts {
    pub(crate) fn gather(conn: &mut Conn, proposals: &[Proposal]) -> Result<Self> {
        let people = proposals.iter().flat_map(|proposal| &proposal.staff);
        let people: Vec<PersonId> = people.map(|seat| seat.person.id.clone()).collect();
        let rooms: Vec<RoomId> = proposals.iter().flat_map(|proposal| proposal.room.atoms()).collect();
        let slots: Vec<&Slot> = proposals.iter().map(|proposal| &proposal.slot).collect();
        let mut around = Self::of_people(conn, &slots, &people)?;
        around.apart = keep_apart::store::list_pairs(conn, &people)?;
        if !around.apart.is_empty() {
            around.add_taking_part(conn, proposals)?;
        }
        let Some(near) = around.near(&slots) else {
            return Ok(around);
        };
        around.add(claims::store::list_busy(conn, &rooms, &[], near)?);
        around.blocked = blocks::views::blocked_rooms(conn, &rooms, near)?;
        let studios: Vec<&StudioId> = proposals.iter().map(|proposal| &proposal.studio.id).collect();
        around.add_hours(conn, &slots, &studios)?;
        Ok(around)
    }

    /// Only what is true of these people near these slots.
    pub(crate) fn of_people(conn: &mut Conn, slots: &[&Slot], people: &[PersonId]) -> Result<Self> {
        let mut ids = people.to_vec();
        ids.sort();
        ids.dedup();
        let mut around = Self::begin(conn, slots, Whom::These(&ids))?;
        let Some(near) = around.near(slots) else {
            return Ok(around);
        };
        around.add(claims::store::list_busy(conn, &[], &ids, near)?);
        for (person, busy) in places::store::list_places(conn, &ids, near)? {
            around.places.entry(person).or_default().push(busy);
        }
        Ok(around)
    }

    /// What is true around these slots in these studios and rooms, and of everybody who could be on them.
    pub(crate) fn of_everybody(
        conn: &mut Conn,
        slots: &[&Slot],
        studios: &[&StudioId],
        rooms: &[RoomId],
    ) -> Result<Self> {
        let mut around = Self::begin(conn, slots, Whom::Everybody)?;
        if let Some(near) = around.near(slots) {
            around.add(claims::store::list_all_busy(conn, near)?);
            around.blocked = blocks::views::blocked_rooms(conn, rooms, near)?;
        }
        around.add_hours(conn, slots, studios)?;
        Ok(around)
    }

    /// Who is kept apart from anybody who is on this session already, or takes part in it.
    pub(crate) fn add_apart(&mut self, conn: &mut Conn, proposal: &Proposal) -> Result<()> {
        self.add_taking_part(conn, std::slice::from_ref(proposal))?;
        let mut on_it: Vec<PersonId> = proposal.staff.iter().map(|seat| seat.person.id.clone()).collect();
        on_it.extend(self.taking_part.values().flatten().cloned());
        self.apart = keep_apart::store::list_pairs(conn, &on_it)?;
        Ok(())
    }

    /// Who of these people is kept apart from whom.
    pub(crate) fn keep_apart(&mut self, conn: &mut Conn, people: &[PersonId]) -> Result<()> {
        self.apart = keep_apart::store::list_pairs(conn, people)?;
        Ok(())
    }

    fn add_taking_part(&mut self, conn: &mut Conn, proposals: &[Proposal]) -> Result<()> {
        let ids: Vec<SessionId> = proposals.iter().filter_map(|one| one.session.clone()).collect();
        for (session, person) in keep_apart::store::list_taking_part(conn, &ids)? {
            self.taking_part.entry(session).or_default().push(person);
        }
        Ok(())
    }

    fn begin(conn: &mut Conn, slots: &[&Slot], whom: Whom<'_>) -> Result<Self> {
        let mut around = GatheredFacts {
            book: planning_rules::store::load_book(conn)?,
            hours: HashMap::new(),
            busy: HashMap::new(),
            blocked: HashMap::new(),
            places: HashMap::new(),
            work: HashMap::new(),
            leaves: HashMap::new(),
            dates: HashMap::new(),
            own: HashMap::new(),
            apart: vec![],
            taking_part: HashMap::new(),
        };
        let (Some(span), Some((first, last))) = (span_of(slots), dates_of(slots)?) else {
            return Ok(around);
        };
        let days = around.book.days_around();
        let from = week_of(first)?.0.min(add_days(first, -days)?);
        let before = week_of(last)?.1.max(add_days(last, days + 1)?);
        for (person, work) in validation::store::list_work(conn, whom, &from.to_string(), &before.to_string())? {
            around.work.entry(person).or_default().push(work);
        }
        for (person, leave) in leave::store::list_leave_spans(conn, whom, span)? {
            around.leaves.entry(person).or_default().push(leave);
        }
        let (from, to) = (first.to_string(), add_days(last, 1)?.to_string());
        for (person, window) in availability::store::list_dates(conn, whom, &from, Some(&to))? {
            around.dates.entry(person).or_default().push(window);
        }
        for own in ceilings::store::list_ceilings(conn, whom)? {
            around.own.entry(own.person.clone()).or_default().push(own);
        }
        Ok(around)
    }

    fn add_hours(&mut self, conn: &mut Conn, slots: &[&Slot], studios: &[&StudioId]) -> Result<()> {
        let Some((first, _)) = dates_of(slots)? else {
            return Ok(());
        };
        for studio in studios {
            if !self.hours.contains_key(*studio) {
                let hours = api::opening_hours(conn, studio, add_days(first, -2)?)?;
                self.hours.insert((*studio).clone(), hours);
            }
        }
        Ok(())
    }

    /// These sessions give back what they have claimed.
    pub(crate) fn release(&mut self, ids: &[SessionId]) {
        for busy in self.busy.values_mut() {
            busy.retain(|one| !ids.contains(&one.session));
        }
        for work in self.work.values_mut() {
            work.retain(|one| !ids.contains(&one.session));
        }
    }

    fn add(&mut self, found: Vec<(Resource, String, Busy)>) {
        for (kind, id, busy) in found {
            self.busy.entry((kind, id)).or_default().push(busy);
        }
    }

    /// What would be true if this stood on the calendar as `session`: the next one is judged with it.
    pub(crate) fn put(&mut self, session: &SessionId, proposal: &Proposal) {
        let span = proposal.slot.span;
        let buffer = self
            .rules(&proposal.studio, &proposal.kind.code)
            .span(PlanningRule::RoomBuffer);
        let busy = Busy {
            session: session.clone(),
            title: proposal.title.clone(),
            type_code: proposal.kind.code.clone(),
            studio_id: proposal.studio.id.clone(),
            district_id: proposal.studio.district_id.clone(),
            span,
            taken: span,
        };
        let of_room = Busy {
            taken: span.widened(buffer),
            ..busy.clone()
        };
        for room in proposal.room.atoms() {
            self.add(vec![(Resource::Room, room.to_string(), of_room.clone())]);
        }
        for seat in &proposal.staff {
            let person = &seat.person.id;
            self.add(vec![(Resource::Person, person.to_string(), busy.clone())]);
            self.work.entry(person.clone()).or_default().push(Work {
                session: session.clone(),
                local_date: proposal.slot.local_date.clone(),
                minutes: proposal.slot.minutes(),
                leads: seat.role.leads(),
            });
        }
    }

    pub(crate) fn facts(&self, proposal: &Proposal) -> Result<Facts> {
        let hours = self.hours.get(&proposal.studio.id);
        let own = proposal.session.as_ref();
        let people = proposal.staff.iter().map(|seat| &seat.person.id);
        Ok(Facts {
            open: open_around(&proposal.slot, |date| {
                hours.map(|hours| hours.on(date)).unwrap_or_default()
            })?,
            room: self.busy_rooms(&proposal.room.atoms()),
            blocked: self.blocked(&proposal.room.atoms()),
            people: people
                .map(|id| Ok((id.clone(), self.person(id, own, &proposal.slot)?)))
                .collect::<Result<_>>()?,
            rules: self.rules(&proposal.studio, &proposal.kind.code),
            apart: Apart {
                pairs: self.apart.clone(),
                taking_part: own.and_then(|id| self.taking_part.get(id)).cloned().unwrap_or_default(),
            },
        })
    }

    /// The rules that hold for a kind of session in a studio.
    pub(crate) fn rules(&self, studio: &Studio, type_code: &str) -> PlanningRules {
        self.book.rules(&studio.id, &studio.district_id, type_code)
    }

    /// What is true of one person around a slot, without the session itself.
    pub(crate) fn person(&self, person: &PersonId, own: Option<&SessionId>, slot: &Slot) -> Result<PersonFacts> {
        let work = self.work.get(person).map_or(&[][..], Vec::as_slice);
        let load = Load::of(work, own, slot);
        Ok(PersonFacts {
            busy: self.busy(Resource::Person, person.as_str()),
            places: self.places.get(person).cloned().unwrap_or_default(),
            load: load.ok_or_else(|| Error::internal("a slot without a date"))?,
            own: self.own.get(person).cloned().unwrap_or_default(),
            leaves: self.leaves.get(person).cloned().unwrap_or_default(),
            dates: self.dates.get(person).cloned().unwrap_or_default(),
        })
    }

    /// The same for somebody whose other session `freed` is somebody else's by then.
    pub(crate) fn person_without(
        &self,
        person: &PersonId,
        own: &SessionId,
        freed: &SessionId,
        slot: &Slot,
    ) -> Result<PersonFacts> {
        let mut facts = self.person(person, Some(own), slot)?;
        let work = self.work.get(person).map_or(&[][..], Vec::as_slice);
        let rest: Vec<Work> = work.iter().filter(|work| work.session != *freed).cloned().collect();
        facts.load = Load::of(&rest, Some(own), slot).unwrap_or(facts.load);
        facts.busy.retain(|other| other.session != *freed);
        Ok(facts)
    }

    fn busy_rooms(&self, atoms: &[RoomId]) -> Vec<Busy> {
        atoms
            .iter()
            .flat_map(|room| self.busy(Resource::Room, room.as_str()))
            .collect()
    }

    fn blocked(&self, atoms: &[RoomId]) -> Vec<Span> {
        let mut spans: Vec<Span> = atoms
            .iter()
            .filter_map(|room| self.blocked.get(room))
            .flatten()
            .copied()
            .collect();
        spans.sort_by_key(|span| (span.from_at, span.to_at));
        spans.dedup();
        spans
    }

    fn busy(&self, kind: Resource, id: &str) -> Vec<Busy> {
        self.busy.get(&(kind, id.to_owned())).cloned().unwrap_or_default()
    }

    /// The time in which something could matter for these slots.
    fn near(&self, slots: &[&Slot]) -> Option<Span> {
        Some(span_of(slots)?.widened(self.book.reach()))
    }
}

fn span_of(slots: &[&Slot]) -> Option<Span> {
    let from_at = slots.iter().map(|slot| slot.span.from_at).min()?;
    let to_at = slots.iter().map(|slot| slot.span.to_at).max()?;
    Some(Span { from_at, to_at })
}

/// The first and the last local date.
fn dates_of(slots: &[&Slot]) -> Result<Option<(Date, Date)>> {
    let date = |text: &str| text.parse::<Date>().map_err(Error::internal);
    let dates = || slots.iter().map(|slot| slot.local_date.as_str());
    match (dates().min(), dates().max()) {
        (Some(first), Some(last)) => Ok(Some((date(first)?, date(last)?))),
        _ => Ok(None),
    }
}

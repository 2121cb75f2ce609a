//! The facts around some proposals: opening hours, claims, places and led sessions.

use crate::db::Conn;
use crate::districts::api;
use crate::districts::model::OpeningHours;
use crate::error::{Error, Result};
use crate::ids::{PersonId, RoomId, SessionId, StudioId};
use crate::local_time::{add_days, week_of};
use crate::scheduling::claims::store::Resource;
use crate::scheduling::rules::{Apart, Busy, Facts, Proposal, REST_OTHER_STUDIO, open_around, week};
use crate::scheduling::slot::{Slot, Span};
use crate::scheduling::{blocks, claims, keep_apart, places, validation};
use jiff::civil::Date;
use std::collections::HashMap;

/// What is true around some proposals.
pub(crate) struct GatheredFacts {
    hours: HashMap<StudioId, OpeningHours>,
    busy: HashMap<(Resource, String), Vec<Busy>>,
    blocked: HashMap<RoomId, Vec<Span>>,
    places: HashMap<PersonId, Vec<Busy>>,
    led: HashMap<PersonId, Vec<(SessionId, String)>>,
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
        let Some(near) = near(&slots) else { return Ok(around) };
        around.add(claims::store::list_busy(conn, &rooms, &[], near)?);
        around.blocked = blocks::views::blocked_rooms(conn, &rooms, near)?;
        let first = slots.iter().map(|slot| slot.local_date.as_str()).min();
        for proposal in proposals {
            if let (Some(first), false) = (first, around.hours.contains_key(&proposal.studio.id)) {
                let hours = api::opening_hours(conn, &proposal.studio.id, add_days(date(first)?, -2)?)?;
                around.hours.insert(proposal.studio.id.clone(), hours);
            }
        }
        Ok(around)
    }

    /// Only what is true of these people near these slots.
    pub(crate) fn of_people(conn: &mut Conn, slots: &[&Slot], people: &[PersonId]) -> Result<Self> {
        let mut around = GatheredFacts {
            hours: HashMap::new(),
            busy: HashMap::new(),
            blocked: HashMap::new(),
            places: HashMap::new(),
            led: HashMap::new(),
            apart: vec![],
            taking_part: HashMap::new(),
        };
        let Some(near) = near(slots) else { return Ok(around) };
        around.add(claims::store::list_busy(conn, &[], people, near)?);
        for (person, busy) in places::store::list_places(conn, people, near)? {
            around.places.entry(person).or_default().push(busy);
        }
        let dates = || slots.iter().map(|slot| slot.local_date.as_str());
        let (Some(first), Some(last)) = (dates().min(), dates().max()) else {
            return Ok(around);
        };
        let (from, to) = (
            week_of(date(first)?)?.0.to_string(),
            week_of(date(last)?)?.1.to_string(),
        );
        let mut ids = people.to_vec();
        ids.sort();
        ids.dedup();
        for (person, session, day) in validation::store::list_led(conn, &ids, &from, &to)? {
            around.led.entry(person).or_default().push((session, day));
        }
        Ok(around)
    }

    /// What is true around one proposal, and of everybody who could be on it.
    pub(crate) fn of_everybody(conn: &mut Conn, proposal: &Proposal) -> Result<Self> {
        let bare = Proposal {
            staff: vec![],
            ..proposal.clone()
        };
        let mut around = Self::gather(conn, &[bare])?;
        around.add_taking_part(conn, std::slice::from_ref(proposal))?;
        let mut on_it: Vec<PersonId> = proposal.staff.iter().map(|seat| seat.person.id.clone()).collect();
        on_it.extend(around.taking_part.values().flatten().cloned());
        around.apart = keep_apart::store::list_pairs(conn, &on_it)?;
        if let Some(near) = near(&[&proposal.slot]) {
            for (person, busy) in claims::store::list_busy_people(conn, near)? {
                let key = (Resource::Person, person.as_str().to_owned());
                around.busy.entry(key).or_default().push(busy);
            }
        }
        let (from, to) = week(&proposal.slot)?;
        for (person, session, day) in validation::store::list_all_led(conn, &from, &to)? {
            around.led.entry(person).or_default().push((session, day));
        }
        Ok(around)
    }

    fn add_taking_part(&mut self, conn: &mut Conn, proposals: &[Proposal]) -> Result<()> {
        let ids: Vec<SessionId> = proposals.iter().filter_map(|one| one.session.clone()).collect();
        for (session, person) in keep_apart::store::list_taking_part(conn, &ids)? {
            self.taking_part.entry(session).or_default().push(person);
        }
        Ok(())
    }

    fn add(&mut self, found: Vec<(Resource, String, Busy)>) {
        for (kind, id, busy) in found {
            self.busy.entry((kind, id)).or_default().push(busy);
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
            people: people.clone().map(|id| (id.clone(), self.busy_person(id))).collect(),
            places: people
                .clone()
                .map(|id| (id.clone(), self.places.get(id).cloned().unwrap_or_default()))
                .collect(),
            led: people
                .map(|id| Ok((id.clone(), self.led(id, own, &proposal.slot)?)))
                .collect::<Result<_>>()?,
            apart: Apart {
                pairs: self.apart.clone(),
                taking_part: own.and_then(|id| self.taking_part.get(id)).cloned().unwrap_or_default(),
            },
        })
    }

    /// How many sessions the person leads in the slot's week, without this one.
    pub(crate) fn led(&self, person: &PersonId, own: Option<&SessionId>, slot: &Slot) -> Result<usize> {
        let (from, to) = week(slot)?;
        let led = self.led.get(person).map_or(&[][..], Vec::as_slice);
        let others = led.iter().filter(|(session, _)| own != Some(session));
        Ok(others.filter(|(_, date)| from <= *date && *date < to).count())
    }

    /// Sessions that claim the person near the slots.
    pub(crate) fn busy_person(&self, person: &PersonId) -> Vec<Busy> {
        self.busy(Resource::Person, person.as_str())
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
}

/// The time in which something could matter for these slots.
fn near(slots: &[&Slot]) -> Option<Span> {
    let from_at = slots.iter().map(|slot| slot.span.from_at).min()?;
    let to_at = slots.iter().map(|slot| slot.span.to_at).max()?;
    Some(Span { from_at, to_at }.widened(REST_OTHER_STUDIO))
}

fn date(text: &str) -> Result<Date> {
    text.parse().map_err(Error::internal)
}

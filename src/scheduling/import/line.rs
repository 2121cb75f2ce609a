//! A line of a month's sheet, its cells turned into what they name. The first rule that fails ends it.

use super::calendar::Key;
use crate::accounts::model::Nickname;
use crate::districts::front::StudiosByName;
use crate::districts::model::{OpeningHours, Room, Studio};
use crate::ids::{PersonId, StudioId};
use crate::imports::kind::{Judged, Verdict};
use crate::imports::rows::{Line, shown};
use crate::imports::values::{Month, count, date, parts, range};
use crate::scheduling::model::{SeatRole, SessionType, Slot};
use crate::scheduling::rules::{self, Person, Proposal, Seat};
use jiff::civil::{Date, Time};
use std::collections::HashMap;

/// The longest remark, in characters.
const LONGEST_NOTE: usize = 2000;

/// What lines may name.
pub struct Names {
    /// The month that the sheet is about.
    pub month: Month,
    /// Studios in use that the asker may plan in.
    pub studios: StudiosByName,
    /// What there is in each studio.
    pub places: HashMap<StudioId, Place>,
    /// Counsellors in use, by the key of the nickname.
    pub people: HashMap<String, Person>,
}

/// A studio's rooms, hours and types.
pub struct Place {
    /// Rooms in use.
    pub rooms: Vec<Room>,
    /// Opening hours.
    pub hours: OpeningHours,
    /// Types as this studio has them.
    pub types: Vec<SessionType>,
}

/// A session as a line asks for it.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// On which date of the studio's wall.
    pub date: Date,
    /// Minutes of that date.
    pub minutes: (i64, i64),
    /// The same on the time line.
    pub slot: Slot,
    /// Where.
    pub studio: Studio,
    /// Which room.
    pub room: Room,
    /// Which kind.
    pub kind: SessionType,
    /// Who leads, if anybody.
    pub lead: Option<Person>,
    /// Who co-leads.
    pub co_leads: Vec<Person>,
    /// How many people are expected.
    pub people: Option<i64>,
    /// The remark.
    pub note: String,
}

impl Names {
    /// Reads a line.
    pub fn read(&self, line: &Line) -> Judged<Wanted> {
        let refuse = |code| move || Verdict::refused(code, "");
        let date = date(line.cell("date"), Some(self.month)).ok_or_else(refuse("bad_date"))?;
        let minutes = range(line.cell("time")).ok_or_else(refuse("bad_time"))?;
        let studio = self.studios.find(line.cell("studio"))?.clone();
        let place = self.places.get(&studio.id).ok_or_else(refuse("unknown_studio"))?;
        let room = place.rooms.iter().find(|room| room.name == line.cell("room"));
        let room = room.ok_or_else(|| Verdict::refused("unknown_room", shown(line.cell("room"))))?;
        let named = line.cell("type");
        let kind = place
            .types
            .iter()
            .find(|kind| kind.code == named || kind.name_zh == named || kind.name_en == named);
        let kind = kind.ok_or_else(|| Verdict::refused("unknown_type", shown(named)))?;
        let lead = Some(line.cell("lead")).filter(|cell| !cell.is_empty());
        let lead = lead.map(|cell| self.person(cell)).transpose()?;
        let co_leads = parts(line.cell("co_lead"))
            .iter()
            .map(|cell| self.person(cell))
            .collect::<Judged<Vec<_>>>()?;
        let people = Some(line.cell("people")).filter(|cell| !cell.is_empty());
        let people = people
            .map(|cell| count(cell).ok_or_else(refuse("bad_people")))
            .transpose()?;
        let note = line.text("note");
        if note.chars().count() > LONGEST_NOTE {
            return Err(Verdict::refused(
                "long_note",
                format!("at most {LONGEST_NOTE} characters"),
            ));
        }
        Ok(Wanted {
            date,
            minutes,
            slot: slot(&studio, date, minutes).ok_or_else(refuse("bad_time"))?,
            studio,
            room: room.clone(),
            kind: kind.clone(),
            lead,
            co_leads,
            people,
            note: note.to_owned(),
        })
    }

    fn person(&self, cell: &str) -> Judged<Person> {
        let found = self.people.get(&Nickname::key_of(cell)).cloned();
        found.ok_or_else(|| Verdict::refused("unknown_person", shown(cell)))
    }
}

fn slot(studio: &Studio, date: Date, (from, to): (i64, i64)) -> Option<Slot> {
    let start = Time::new(i8::try_from(from / 60).ok()?, i8::try_from(from % 60).ok()?, 0, 0).ok()?;
    Slot::new(&studio.zone, date, start, to - from).ok()
}

impl Wanted {
    /// Everybody who leads.
    pub fn leads(&self) -> impl Iterator<Item = &Person> {
        self.lead.iter().chain(&self.co_leads)
    }

    /// What makes another line the same session.
    pub fn key(&self) -> Key {
        let mut people: Vec<PersonId> = self.leads().map(|person| person.id.clone()).collect();
        people.sort();
        Key {
            local_date: self.slot.local_date.clone(),
            local_start: self.slot.local_start.clone(),
            studio: self.studio.id.clone(),
            room: self.room.id.clone(),
            type_code: self.kind.code.clone(),
            people,
        }
    }

    /// The same as planning weighs it.
    pub fn proposal(&self) -> Proposal {
        let seat = |person: &Person, role| Seat {
            person: person.clone(),
            role,
        };
        let lead = self.lead.iter().map(|person| seat(person, SeatRole::Lead));
        let co_leads = self.co_leads.iter().map(|person| seat(person, SeatRole::CoLead));
        Proposal {
            session: None,
            title: self.kind.name_zh.clone(),
            kind: self.kind.clone(),
            studio: rules::Studio {
                id: self.studio.id.clone(),
                district_id: self.studio.district_id.clone(),
                name: self.studio.name.clone(),
                zone: self.studio.zone.clone(),
                is_active: self.studio.is_active,
            },
            room: rules::Room {
                id: self.room.id.clone(),
                name: self.room.name.clone(),
                capacity: self.room.capacity,
                is_active: self.room.is_active,
            },
            slot: self.slot.clone(),
            people: self.people,
            staff: lead.chain(co_leads).collect(),
            overrides: vec![],
        }
    }
}

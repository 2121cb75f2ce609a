//! A line of a month's sheet, its cells turned into what they name. The first rule that fails ends it.

use crate::accounts::model::Nickname;
use crate::districts::api::StudiosByName;
use crate::districts::model::{OpeningHours, Room, Studio};
use crate::ids::{PersonId, StudioId};
use crate::imports::kind::{Judged, Verdict};
use crate::imports::rows::{Line, shown};
use crate::imports::values::{Month, count, date, parts, range, range_of};
use crate::local_time::time_of;
use crate::scheduling::import::keys::{LineKey, SlotKey};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{self, Person, Proposal, StaffMember};
use crate::scheduling::slot::Slot;
use crate::scheduling::types::model::SessionType;
use crate::{field, text_enum};
use jiff::civil::Date;
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
    pub places: HashMap<StudioId, StudioSetup>,
    /// Counsellors in use, by the key of the nickname.
    pub people: HashMap<String, Person>,
}

/// A studio's rooms, hours and types.
pub struct StudioSetup {
    pub rooms: Vec<Room>,
    pub hours: OpeningHours,
    /// Types as this studio has them.
    pub types: Vec<SessionType>,
}

text_enum! {
    /// What a sheet says of a session's state.
    pub Said {
        /// It is on the calendar.
        Planned = "published",
        /// It is being thought about.
        Draft = "draft",
        /// It does not take place.
        Cancelled = "cancelled",
    }
}

impl Said {
    /// Reads the cell; an empty one says that it is planned.
    pub fn read(cell: &str) -> Option<Self> {
        let cell = cell.to_lowercase();
        let is_one_of = |words: &[&str]| words.contains(&cell.as_str());
        if is_one_of(PLANNED) {
            Some(Said::Planned)
        } else if is_one_of(DRAFT) {
            Some(Said::Draft)
        } else {
            is_one_of(CANCELLED).then_some(Said::Cancelled)
        }
    }
}

const PLANNED: &[&str] = &[
    "",
    "计划",
    "已计划",
    "计划中",
    "已发布",
    "发布",
    "已确认",
    "确认",
    "正常",
    "进行中",
    "已完成",
    "完成",
    "已结束",
    "published",
    "planned",
    "confirmed",
    "ok",
    "running",
    "delivered",
    "closed",
    "done",
];

const DRAFT: &[&str] = &["草稿", "待定", "暂定", "拟定", "draft", "held", "tentative"];

const CANCELLED: &[&str] = &[
    "取消",
    "已取消",
    "停办",
    "已停办",
    "不办",
    "作废",
    "停",
    "cancelled",
    "canceled",
    "cancel",
    "skipped",
    "off",
];

/// A session as a line asks for it.
#[derive(Clone, Debug)]
pub struct SessionLine {
    /// On which date of the studio's wall.
    pub date: Date,
    /// When it is, on the time line.
    pub slot: Slot,
    pub studio: Studio,
    pub room: Room,
    pub kind: SessionType,
    /// Who leads, if anybody.
    pub lead: Option<Person>,
    pub co_leads: Vec<Person>,
    /// How many people are expected.
    pub people: Option<i64>,
    pub note: String,
    /// What the line calls it.
    pub named: Option<String>,
    /// What the line says of its state.
    pub said: Said,
    /// The number of the line.
    pub line: u64,
}

impl Names {
    pub fn read(&self, line: &Line) -> Judged<SessionLine> {
        let refuse = |code| move || Verdict::refused(code, "");
        let date = date(line.cell("date"), Some(self.month)).ok_or_else(refuse("bad_date"))?;
        let minutes = if line.has("time") {
            range(line.cell("time"))
        } else {
            range_of(line.cell("start"), line.cell("end"))
        };
        let minutes = minutes.ok_or_else(refuse("bad_time"))?;
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
        let said = Said::read(line.cell("state"));
        let said = said.ok_or_else(|| Verdict::refused("bad_state", shown(line.cell("state"))))?;
        let named = Some(line.text("title")).filter(|title| !title.is_empty());
        let named = named
            .map(|title| field::text("title", title, 1, 80))
            .transpose()
            .map_err(|_| Verdict::refused("bad_name", "title: 1 to 80 characters"))?;
        Ok(SessionLine {
            named,
            said,
            line: line.number,
            date,
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
    let start = time_of(from).ok()?;
    Slot::new(&studio.zone, date, start, to - from).ok()
}

fn named<'a>(people: impl Iterator<Item = &'a Person>) -> Vec<(PersonId, String)> {
    let mut found: Vec<_> = people
        .map(|person| (person.id.clone(), person.nickname.clone()))
        .collect();
    found.sort();
    found
}

impl SessionLine {
    pub fn leads(&self) -> impl Iterator<Item = &Person> {
        self.lead.iter().chain(&self.co_leads)
    }

    /// What the line calls it, if not as its kind is called in one of the languages.
    pub fn title(&self) -> String {
        self.kind.own_title(self.named.as_deref())
    }

    /// Who leads, by id and name.
    pub fn lead_names(&self) -> Vec<(PersonId, String)> {
        named(self.lead.iter())
    }

    /// Who co-leads, by id and name.
    pub fn co_lead_names(&self) -> Vec<(PersonId, String)> {
        named(self.co_leads.iter())
    }

    /// Where it is on the calendar.
    pub fn place(&self) -> SlotKey {
        SlotKey {
            local_date: self.slot.local_date.clone(),
            local_start: self.slot.local_start.clone(),
            room: self.room.id.clone(),
        }
    }

    /// What makes another line the same session.
    pub fn key(&self) -> LineKey {
        let mut people: Vec<PersonId> = self.leads().map(|person| person.id.clone()).collect();
        people.sort();
        LineKey {
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
        let seat = |person: &Person, role| StaffMember {
            person: person.clone(),
            role,
        };
        let lead = self.lead.iter().map(|person| seat(person, StaffRole::Lead));
        let co_leads = self.co_leads.iter().map(|person| seat(person, StaffRole::CoLead));
        Proposal {
            session: None,
            title: self.title(),
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
                is_online: self.room.is_online,
                parts: self.room.parts.clone(),
            },
            slot: self.slot.clone(),
            people: self.people,
            staff: lead.chain(co_leads).collect(),
            overrides: vec![],
            // a sheet names neither an intake nor a module
            is_credited: true,
        }
    }
}

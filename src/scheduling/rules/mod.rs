//! What may stand on the calendar: pure functions over facts that were gathered before.
//!
//! [`judge`] returns every reason, not the first, so that a refusal explains itself (S14). A reason that blocks refuses
//! the change; a warning is shown and stored. An override is given for one rule of one session by one person, with a reason in
//! words; it turns that block into a warning, where only people can judge (opening hours, rest and travel, leave, ceilings), and
//! never lifts a double booking. How much rest, which ceilings and what only warns are rows (`planning_rules`): they come with the
//! facts. [`brought`] leaves of the blocks those that a change adds or makes worse: troubles that stood before come
//! back as warnings, so that a board full of old troubles can be repaired.

mod apart;
mod availability;
mod ceilings;
mod difference;
mod leave;
mod opening;
mod overrides;
mod people;
mod reason;
mod room;
mod staff;

pub use apart::Apart;
pub use availability::{Available, DateWindow, Mood, Window};
pub(crate) use ceilings::is_over;
pub use ceilings::{Load, OwnCeiling, Work};
pub use difference::brought;
pub use leave::{LeaveRoles, LeaveSpan};
pub use overrides::{Given, Override, OverrideRequest};
pub(crate) use people::places_at;
pub use reason::{OtherSession, Reason, Rule, Severity, SubjectKind, blocks};

use crate::accounts::model::{CounsellorStatus, Qualifications};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, RoomId, SessionId, StudioId};
use crate::local_time::{END_OF_DAY, add_days};
use crate::scheduling::planning_rules::model::{PlanningRules, RuleSeverity, Setting};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::slot::{Slot, Span, open_spans};
use crate::scheduling::types::model::SessionType;

/// What somebody wants to put on the calendar.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The session itself, when it is already there: its own claims do not count against it.
    pub session: Option<SessionId>,
    /// What the refusal calls it; empty where it has no title of its own.
    pub title: String,
    pub kind: SessionType,
    pub studio: Studio,
    pub room: Room,
    pub slot: Slot,
    /// How many people are expected.
    pub people: Option<i64>,
    /// Who is on it.
    pub staff: Vec<StaffMember>,
    /// What somebody has set aside, or sets aside with this change.
    pub overrides: Vec<Override>,
    /// Whether it counts for somebody's training; what is no class is not asked.
    pub is_credited: bool,
}

/// The studio as the rules need it.
#[derive(Clone, Debug)]
pub struct Studio {
    pub id: StudioId,
    pub district_id: DistrictId,
    /// What the refusal calls it.
    pub name: String,
    /// The clock on its wall.
    pub zone: String,
    /// Whether sessions are planned there.
    pub is_active: bool,
}

/// The room as the rules need it.
#[derive(Clone, Debug)]
pub struct Room {
    pub id: RoomId,
    /// What the refusal calls it.
    pub name: String,
    /// How many people it holds.
    pub capacity: i64,
    /// Whether it is used.
    pub is_active: bool,
    /// No place: nobody is kept out by its being taken, full or closed.
    pub is_online: bool,
    /// The rooms that a hall is made of; empty for a plain room.
    pub parts: Vec<RoomId>,
}

impl Room {
    /// The rooms that a session in it claims: itself, or all parts of a hall, or none online.
    pub fn atoms(&self) -> Vec<RoomId> {
        match (self.is_online, self.parts.is_empty()) {
            (true, _) => vec![],
            (false, true) => vec![self.id.clone()],
            (false, false) => self.parts.clone(),
        }
    }
}

/// A person on the session.
#[derive(Clone, Debug)]
pub struct StaffMember {
    pub person: Person,
    pub role: StaffRole,
}

/// A person as the rules need them.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    /// What the refusal calls them.
    pub nickname: String,
    /// What they are and were qualified for.
    pub qualified: Qualifications,
    /// Supervisor, coordinator or headquarters somewhere.
    pub is_staff: bool,
    /// Whether the account is in use.
    pub is_active: bool,
    /// Where they usually work.
    pub home_district: Option<DistrictId>,
    /// Every district in which they have a role or usually work: whose coordinators and supervisors may know of their leave.
    pub districts: Vec<DistrictId>,
    /// As they said it; empty where they said nothing.
    pub available: Available,
}

impl Person {
    /// How far they are as a counsellor when a session begins (S12).
    pub fn status_on(&self, slot: &Slot) -> Option<CounsellorStatus> {
        self.qualified.at(slot.span.from_at)
    }
}

/// Another session that already claims a room or a person.
#[derive(Clone, Debug)]
pub struct Busy {
    pub session: SessionId,
    /// Its own title, if it has one.
    pub title: String,
    /// The code of its type, which names it where nobody wrote a title.
    pub type_code: String,
    pub studio_id: StudioId,
    pub district_id: DistrictId,
    /// The session itself, without set-up and clear-away.
    pub span: Span,
    /// What it claims: a room's buffers included.
    pub taken: Span,
}

/// What is true of one person around a session.
#[derive(Clone, Debug, Default)]
pub struct PersonFacts {
    /// Sessions near it that claim their time.
    pub busy: Vec<Busy>,
    /// Sessions near it in which they take part without being claimed.
    pub places: Vec<Busy>,
    /// What they do in its week, without it.
    pub load: Load,
    /// Ceilings that they have set for themselves.
    pub own: Vec<OwnCeiling>,
    pub leaves: Vec<LeaveSpan>,
    /// What they said of single dates.
    pub dates: Vec<DateWindow>,
}

/// What is true around a proposal.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// When the studio is open on the dates that the session touches.
    pub open: Vec<Span>,
    /// Sessions near it in the same room.
    pub room: Vec<Busy>,
    /// What is true of each person.
    pub people: Vec<(PersonId, PersonFacts)>,
    /// The rules that hold for its studio and kind.
    pub rules: PlanningRules,
    /// Times near it in which the room, or a part of it, is closed or lent out.
    pub blocked: Vec<Span>,
    /// Who is not planned together.
    pub apart: Apart,
}

impl Facts {
    pub fn of(&self, person: &PersonId) -> Option<&PersonFacts> {
        self.people.iter().find(|(id, _)| id == person).map(|(_, facts)| facts)
    }
}

/// What a rule that is broken does; nothing where it is ignored.
pub(crate) fn severity_of(setting: Setting) -> Option<Severity> {
    match setting.severity {
        RuleSeverity::BlockPublish => Some(Severity::Block),
        RuleSeverity::Warn => Some(Severity::Warn),
        RuleSeverity::Ignore => None,
    }
}

/// Every reason against (or to think about) the proposal; blocks first, otherwise in the order of the rules.
pub fn judge(proposal: &Proposal, facts: &Facts) -> Vec<Reason> {
    let mut reasons = Vec::new();
    room::judge(proposal, facts, &mut reasons);
    people::judge(proposal, facts, &mut reasons);
    opening::judge(proposal, facts, &mut reasons);
    staff::judge(proposal, facts, &mut reasons);
    for seat in &proposal.staff {
        let nothing = PersonFacts::default();
        let around = facts.of(&seat.person.id).unwrap_or(&nothing);
        availability::judge(seat, &proposal.slot, around, &facts.rules, &mut reasons);
    }
    apart::judge(proposal, facts, &mut reasons);
    for reason in reasons.iter_mut().filter(|reason| reason.severity == Severity::Block) {
        if proposal.overrides.iter().any(|given| given.lifts(reason)) {
            reason.severity = Severity::Warn;
            reason.is_overridden = true;
        }
    }
    reasons.sort_by_key(|reason| reason.severity == Severity::Warn);
    reasons
}

/// What speaks against one person in one staff role at a time, whatever else the session needs.
pub fn judge_person(
    seat: &StaffMember,
    slot: &Slot,
    studio: &Studio,
    own: Option<&SessionId>,
    around: &PersonFacts,
    rules: &PlanningRules,
) -> Vec<Reason> {
    let mut reasons = people::clashes(&seat.person, slot.span, studio, own, around, rules);
    staff::fitness(seat, slot, around, rules, &mut reasons);
    reasons
}

/// The open spans of the dates that a slot touches, and those of the date before that go past midnight; `minutes` are the effective
/// hours of each date.
pub fn open_around(slot: &Slot, minutes: impl Fn(jiff::civil::Date) -> Vec<(i64, i64)>) -> Result<Vec<Span>> {
    let mut open = Vec::new();
    let dates = slot.dates()?;
    if let Some(first) = dates.first() {
        let before = add_days(*first, -1)?;
        let mut late = minutes(before);
        late.retain(|(_, to)| *to > END_OF_DAY);
        open.extend(open_spans(&slot.zone, before, &late)?);
    }
    for date in dates {
        open.extend(open_spans(&slot.zone, date, &minutes(date))?);
    }
    Ok(open)
}

#[cfg(test)]
pub(crate) mod tests;

//! Decides week by week who is where, and writes the week in one transaction.

use super::Agency;
use super::cohorts::Intake;
use super::places::Place;
use super::rows::{Rows, Wanted};
use super::timetable::{CLASS, Line, SALON, module, week};
use crate::clock::{DAY, HOUR, Millis};
use crate::error::{Error, Result};
use crate::ids::{Minter, PersonId, SeriesId, SessionId};
use crate::local_time::DEFAULT_ZONE;
use crate::scheduling::attendance::model::AttendanceStatus;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::series::model::{OffDays, OnConflict};
use crate::scheduling::series::store::{Series, insert_series};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::slot::{Slot, Span};
use crate::training::ledger::actions::credit_session;

/// Salons that count for the first phase are those of the first weeks of an intake.
const SALON_WEEKS: i64 = 6;

/// How many there are, and for whom cover is looked for: the place, the session and the person.
#[derive(Default)]
pub(super) struct Written {
    pub(super) count: usize,
    pub(super) uncovered: Vec<(usize, SessionId, PersonId)>,
}

/// Writes all sessions and credits what trainees attended.
pub(super) async fn plant(agency: &Agency<'_>, places: &[Place], intakes: &[Intake]) -> Result<Written> {
    let (scale, mut written) = (agency.scale, Written::default());
    let mut series = vec![];
    for number in scale.first_week()..scale.weeks_ahead {
        let year = scale.year_of(number);
        if number == scale.first_week() || scale.year_of(number - 1) != year {
            series = write_series(agency, places, number).await?;
        }
        let mut rows = Rows::default();
        let mut credited: Vec<(SessionId, Millis)> = vec![];
        for (at, place) in places.iter().enumerate() {
            let intake = intakes.iter().find(|intake| intake.place == at && intake.year == year);
            let mut studio = StudioWeek {
                agency,
                place,
                intake,
                number,
                year: usize::try_from(year).map_err(Error::internal)?,
                seat: 0,
            };
            let class = intake.and_then(|_| module(number - scale.intake_week(year)));
            for line in week(at, class.is_some()) {
                let of = series.iter().find(|(of, other, _)| *of == at && *other == line);
                let (id, state, lead) = studio.add(&mut rows, &line, of.map(|(_, _, id)| id), class, &mut credited)?;
                let is_first = !written.uncovered.iter().any(|(place, ..)| *place == at);
                let is_ahead = number >= 1 && state == SessionState::Published;
                if is_first && is_ahead && line.is_series {
                    written.uncovered.push((at, id, lead));
                }
            }
        }
        written.count += rows.count();
        let db = agency.app.db.with_clock(&agency.clock);
        db.write(move |tx| rows.insert(tx)).await?;
        for (session, ended_at) in credited {
            agency.clock.set(ended_at);
            credit_session(&agency.app.db.with_clock(&agency.clock), session).await?;
        }
    }
    Ok(written)
}

/// The names of weekdays in a rule, Monday first.
const BYDAY: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

type SeriesOf = (usize, Line, SeriesId);

/// One series for each group that meets every week of a year.
async fn write_series(agency: &Agency<'_>, places: &[Place], first: i64) -> Result<Vec<SeriesOf>> {
    let (mut rows, mut found) = (vec![], vec![]);
    agency.at(agency.date(first - 1, 1)?, 9, 0)?;
    for (at, place) in places.iter().enumerate() {
        for line in week(at, false).into_iter().filter(|line| line.is_series) {
            let id = SeriesId::mint(&agency.clock, &agency.app.chance);
            rows.push(Series {
                id: id.clone(),
                name: String::new(),
                type_code: line.type_code.into(),
                district_id: place.venue.district.clone(),
                studio_id: place.venue.studio.clone(),
                room_id: place.venue.small.clone(),
                cohort_id: None,
                weekday: line.weekday,
                local_start: format!("{:02}:{:02}", line.hour, line.minute),
                minutes: line.minutes,
                zone: DEFAULT_ZONE.into(),
                first_date: agency.date(first, line.weekday)?.to_string(),
                until_date: agency.date(first + agency.scale.weeks - 1, line.weekday)?.to_string(),
                created_by: place.coordinator.clone(),
                created_at: agency.clock.now(),
                rule: format!("FREQ=WEEKLY;BYDAY={}", BYDAY[(line.weekday - 1) as usize]),
                off_days: OffDays::Keep,
                on_conflict: OnConflict::Skip,
                row_version: 1,
                title: String::new(),
                note: String::new(),
                people: None,
                phase_module: None,
            });
            found.push((at, line, id));
        }
    }
    let db = agency.app.db.with_clock(&agency.clock);
    db.write(move |tx| {
        for row in &rows {
            insert_series(tx.conn(), row)?;
        }
        Ok(())
    })
    .await?;
    Ok(found)
}

/// One studio in one week. Each counsellor is on the staff of at most one session of it, so that nobody is ever in two places
/// or has too little rest.
struct StudioWeek<'a> {
    agency: &'a Agency<'a>,
    place: &'a Place,
    intake: Option<&'a Intake>,
    number: i64,
    year: usize,
    seat: usize,
}

impl StudioWeek<'_> {
    fn below(&self, bound: u64) -> u64 {
        self.agency.chance.below(bound)
    }

    fn add(
        &mut self,
        rows: &mut Rows,
        line: &Line,
        series: Option<&SeriesId>,
        class: Option<Option<&'static str>>,
        credited: &mut Vec<(SessionId, Millis)>,
    ) -> Result<(SessionId, SessionState, PersonId)> {
        let agency = self.agency;
        let date = agency.date(self.number, line.weekday)?;
        let start = jiff::civil::time(line.hour, line.minute, 0, 0);
        let slot = Slot::new(DEFAULT_ZONE, date, start, line.minutes)?;
        let (span, now) = (slot.span, agency.app.clock.now());
        let kind = self.place.venue.types.iter().find(|kind| kind.code == line.type_code);
        let kind = kind.ok_or_else(|| Error::internal("the invented agency has no such type of session"))?;
        let is_class = line.type_code == CLASS;
        let trainees = self.trainees(line, is_class);
        let state = self.state(span, now, !trainees.is_empty());
        let is_ahead = span.from_at > now;
        let mut staff = self.staff(line.staff);
        if is_ahead && line.staff.contains(&StaffRole::CoLead) && self.below(8) == 0 {
            staff.pop(); // somebody is still missing
        }
        let lead = staff[0].0.clone();
        let withdrawn = (self.below(15) == 0).then(|| self.counsellor(self.agency.scale.counsellors - 1));
        let members = self.members(line, is_class);
        let booked = members.iter().take(if is_ahead { 3 } else { 1 }).cloned().collect();
        let come = |person| (person, AttendanceStatus::Here);
        let wanted = Wanted {
            place: self.place,
            line,
            kind,
            state,
            // the room has become smaller since it was planned
            people: if is_ahead && line.is_series && line.weekday == 2 && self.number % 3 == 2 {
                13
            } else {
                line.people
            },
            series: series.map(|id| (id.clone(), format!("{}T{}", slot.local_date, slot.local_start))),
            cohort: self.intake.filter(|_| is_class).map(|intake| intake.cohort.clone()),
            module: class.flatten().filter(|_| is_class),
            staff,
            withdrawn,
            booked,
            attended: members.into_iter().map(come).chain(trainees.clone()).collect(),
            unnamed: if is_class || line.people < 5 {
                0
            } else {
                self.below(4) as i64
            },
            waits: span.to_at > now - 14 * DAY,
            slot,
        };
        let ids = Minter::new(&agency.clock, &agency.app.chance);
        let id = rows.add(wanted, ids, &agency.clock, now);
        if !trainees.is_empty() && state == SessionState::Closed {
            credited.push((id.clone(), span.to_at + HOUR));
        }
        Ok((id, state, lead))
    }

    /// Nearly all of the past is closed; a few sessions were cancelled or forgotten, and some that are near are drafts.
    fn state(&self, span: Span, now: Millis, has_trainees: bool) -> SessionState {
        let (cancelled, forgotten, draft) = (self.below(30), self.below(60), self.below(25));
        if span.to_at <= now - DAY {
            return match (cancelled, forgotten) {
                _ if has_trainees => SessionState::Closed,
                (0, _) => SessionState::Cancelled,
                (_, 0) => SessionState::Delivered,
                _ => SessionState::Closed,
            };
        }
        if span.to_at <= now {
            return SessionState::Delivered;
        }
        if span.from_at <= now {
            return SessionState::Running;
        }
        match (cancelled, draft) {
            (0, _) => SessionState::Cancelled,
            (_, 0) => SessionState::Draft,
            _ => SessionState::Published,
        }
    }

    /// The counsellor of a seat of this week; the seats move on from week to week.
    fn counsellor(&self, seat: usize) -> PersonId {
        let all = &self.place.counsellors[self.year];
        let week = (self.number - self.agency.scale.first_week()) as usize;
        all[(week * 7 + seat) % all.len()].clone()
    }

    fn staff(&mut self, roles: &[StaffRole]) -> Vec<(PersonId, StaffRole)> {
        let mut staff = vec![];
        for role in roles {
            let person = match role {
                StaffRole::Lead | StaffRole::CoLead => {
                    self.seat += 1;
                    self.counsellor(self.seat - 1)
                }
                StaffRole::SocialWorker => self.place.supervisors[1].clone(),
                _ => self.place.supervisors[0].clone(),
            };
            staff.push((person, *role));
        }
        staff
    }

    /// A few of the members of the year; each group has its own neighbourhood among them, so that people come again.
    fn members(&self, line: &Line, is_class: bool) -> Vec<PersonId> {
        let all = &self.place.members[self.year];
        let most = match line.people {
            _ if is_class => 0,
            people @ ..5 => people,
            _ => 4 + self.below(3) as i64,
        };
        let home = (line.weekday as usize * 5 + usize::from(line.hour > 12)) * 8;
        let from = home + self.below(8) as usize;
        (0..most as usize)
            .map(|at| all[(from + at) % all.len()].clone())
            .collect()
    }

    /// The trainees of the intake at its class, and at the salons of its first weeks. The first third never misses any.
    fn trainees(&self, line: &Line, is_class: bool) -> Vec<(PersonId, AttendanceStatus)> {
        let Some(intake) = self.intake else { return vec![] };
        let since = self.number - self.agency.scale.intake_week(intake.year);
        let is_salon = line.type_code == SALON && line.weekday == 5 && (0..SALON_WEEKS).contains(&since);
        if !is_class && !is_salon {
            return vec![];
        }
        let all = &self.place.trainees[self.year];
        let came = |(number, person): (usize, &PersonId)| {
            let status = if number * 3 < all.len() || self.below(4) > 0 {
                AttendanceStatus::Here
            } else {
                AttendanceStatus::NotSeen
            };
            (person.clone(), status)
        };
        all.iter().enumerate().map(came).collect()
    }
}

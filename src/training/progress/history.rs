//! What happened to an enrolment over time: the cohorts that it was in, its rests, and when its phases opened.

use crate::clock::{DAY, Millis};
use crate::cohorts::api as cohorts;
use crate::cohorts::membership::model::{Enrolment, Membership};
use crate::db::Conn;
use crate::districts::api::zone_of;
use crate::error::Result;
use crate::ids::{CohortId, EnrolmentId};
use crate::local_time::start_of;
use crate::training::enrolments;
use crate::training::enrolments::model::{Pause, PhaseOpening};
use crate::training::progress::timetable::model::TimetableSession;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::HashMap;

/// The histories of some enrolments.
pub struct Histories {
    rests: HashMap<EnrolmentId, Vec<Pause>>,
    opened: HashMap<EnrolmentId, Vec<PhaseOpening>>,
    /// Each with the instant at which the first day of its cohort begins.
    memberships: HashMap<EnrolmentId, Vec<(Membership, Millis)>>,
}

/// The history of one enrolment.
pub struct History<'a> {
    pub enrolment: &'a Enrolment,
    all: &'a Histories,
}

impl Histories {
    /// Loads them with three queries.
    pub fn load(conn: &mut Conn, enrolments: &[Enrolment]) -> Result<Self> {
        let ids: Vec<EnrolmentId> = enrolments.iter().map(|enrolment| enrolment.id.clone()).collect();
        let mut found = Histories {
            rests: HashMap::new(),
            opened: HashMap::new(),
            memberships: HashMap::new(),
        };
        for rest in enrolments::store::list_pauses(conn, &ids)? {
            found.rests.entry(rest.enrolment_id.clone()).or_default().push(rest);
        }
        for opened in enrolments::store::list_opened(conn, &ids)? {
            found
                .opened
                .entry(opened.enrolment_id.clone())
                .or_default()
                .push(opened);
        }
        let zone = zone_of(conn, enrolments.first().and_then(Enrolment::district))?;
        for membership in cohorts::list_memberships(conn, &ids)? {
            let first = membership.starts_on.parse().unwrap_or(Date::MAX);
            let starts_at = start_of(&zone, first)?;
            let id = membership.enrolment_id.clone();
            found.memberships.entry(id).or_default().push((membership, starts_at));
        }
        Ok(found)
    }

    pub fn of<'a>(&'a self, enrolment: &'a Enrolment) -> History<'a> {
        History { enrolment, all: self }
    }

    /// Every cohort that one of them was in.
    pub fn cohorts(&self) -> Vec<CohortId> {
        let all = self.memberships.values().flatten();
        let mut ids: Vec<CohortId> = all.map(|(membership, _)| membership.cohort_id.clone()).collect();
        ids.sort();
        ids.dedup();
        ids
    }

    /// The enrolment that a session counts for, and the phase that was open: the newest one that has any.
    pub fn enrolment_at(&self, enrolments: &[Enrolment], session: &TimetableSession) -> Option<(usize, i64)> {
        let phase = |(index, enrolment)| Some((index, self.of(enrolment).phase_of(session)?));
        enrolments.iter().enumerate().rev().find_map(phase)
    }
}

impl History<'_> {
    fn memberships(&self) -> &[(Membership, Millis)] {
        let of = self.all.memberships.get(&self.enrolment.id);
        of.map_or(&[][..], Vec::as_slice)
    }

    /// The pauses and absences.
    pub fn rests(&self) -> &[Pause] {
        let of = self.all.rests.get(&self.enrolment.id);
        of.map_or(&[][..], Vec::as_slice)
    }

    /// Whether they rested, or had left, at an instant (T7).
    pub fn rests_at(&self, at: Millis) -> bool {
        let covers = |rest: &Pause| rest.from_at <= at && rest.to_at.is_none_or(|to| at < to);
        self.rests().iter().any(covers)
    }

    /// The end of the cohort, moved by the days of every rest in it that is over (T7); one that goes on stops the clock instead.
    pub fn deadline(&self) -> Date {
        let since = self
            .memberships()
            .last()
            .map_or(0, |(membership, _)| membership.from_at);
        let end: Date = self.enrolment.cohort_ends_on.parse().unwrap_or(Date::MAX);
        let in_it = |rest: &Pause| rest.to_at.map(|to| to - rest.from_at.max(since));
        let rested: Millis = self.rests().iter().filter_map(in_it).filter(|time| *time > 0).sum();
        let days = (rested + DAY - 1) / DAY;
        end.saturating_add(days.days())
    }

    /// The phase that was open at an instant; none before the enrolment, while they had left, and after the end.
    pub fn phase_at(&self, at: Millis) -> Option<i64> {
        let was_away = |rest: &Pause| rest.is_absence && rest.from_at <= at && rest.to_at.is_none_or(|to| at < to);
        if self.enrolment.ended_at.is_some_and(|end| end <= at) || self.rests().iter().any(was_away) {
            return None;
        }
        let opened = self.all.opened.get(&self.enrolment.id)?;
        let before = opened.iter().filter(|opened| opened.at <= at);
        before.map(|opened| opened.phase).next_back()
    }

    /// The phase in which a session counts. Sessions of one's own cohort count from its first day, whenever the card was
    /// accepted: in the phase with which one came into it.
    pub fn phase_of(&self, session: &TimetableSession) -> Option<i64> {
        let at = session.starts_at;
        self.phase_at(at).or_else(|| {
            let is_early = |(membership, starts_at): &&(Membership, Millis)| {
                session.cohort_id.as_ref() == Some(&membership.cohort_id)
                    && (*starts_at..membership.from_at).contains(&at)
            };
            let (membership, _) = self.memberships().iter().find(is_early)?;
            self.phase_at(membership.from_at)
        })
    }

    /// Whether a session of a cohort was meant for them: they were in that cohort then.
    pub fn is_for(&self, session: &TimetableSession) -> bool {
        session.cohort_id.as_ref().is_some_and(|cohort| {
            self.memberships().iter().any(|(membership, _)| {
                membership.cohort_id == *cohort
                    && membership.from_at <= session.starts_at
                    && membership.to_at.is_none_or(|to| session.starts_at < to)
            })
        })
    }
}

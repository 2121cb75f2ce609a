//! Generation: from a rule to dates that can be placed, and dates that are left out with their reasons.

use crate::clock::{DAY, Millis};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::local_time::{clock_text, date_in};
use crate::scheduling::access::PlanningAccess;
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::planning_rules::store::load_book;
use crate::scheduling::rules::{Proposal, Reason, Rule, Severity, SubjectKind, blocks};
use crate::scheduling::series::model::OffDays;
use crate::scheduling::series::off_days::{self, Placement};
use crate::scheduling::series::recurrence::{Recurrence, RuleEnd};
use crate::scheduling::sessions::actions::dates::must_be_near;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::slot::Slot;
use crate::scheduling::validation::proposals::propose;
use crate::scheduling::validation::validate;
use jiff::civil::{Date, Time};

/// One change makes at most so many dates.
const MOST_DATES: usize = 120;

/// How far ahead anything is planned, in days.
const HORIZON: Millis = 731;

/// What a date is called in the rule, for good.
pub(crate) fn key_of(date: Date, start: Time) -> String {
    format!("{date}T{}", clock_text(start))
}

/// The date that an occurrence key names.
pub(crate) fn date_of(key: &str) -> Result<Date> {
    let (date, _) = key.split_once('T').unwrap_or((key, ""));
    date.parse().map_err(Error::internal)
}

/// A date of the rule, as it would be planned.
#[derive(Clone, Debug)]
pub(crate) struct Occurrence {
    pub key: String,
    pub proposal: Proposal,
    pub reasons: Vec<Reason>,
}

/// The dates of one generation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Generated {
    pub placeable: Vec<Occurrence>,
    pub left_out: Vec<Occurrence>,
    /// The last date that the rule gave.
    pub last: Option<Date>,
}

/// What is generated: a plan whose date is the first of the rule, and the dates that are wanted of it.
pub(crate) struct Pattern<'a> {
    pub plan: &'a Plan,
    pub rule: &'a Recurrence,
    pub off_days: OffDays,
}

impl Pattern<'_> {
    /// All dates that the rule gives.
    pub(crate) fn dates(&self, zone: &str, now: Millis) -> Result<Vec<Date>> {
        let (first, start) = (self.plan.local_date, self.plan.local_start);
        let horizon = date_in(zone, now + HORIZON * DAY)?;
        if self.rule.end().is_none() {
            return Err(Error::field("rule", "rule_end"));
        }
        let dates = self.rule.dates(first, start, horizon)?;
        let is_cut = match self.rule.end() {
            Some(RuleEnd::Count(count)) => dates.len() < count,
            Some(RuleEnd::Until(at)) => at.date() > horizon,
            None => false,
        };
        if is_cut {
            return Err(Error::field("rule", "out_of_range"));
        }
        if dates.is_empty() {
            return Err(Error::field("rule", "no_dates"));
        }
        Ok(dates)
    }

    /// Judges these dates, each on its own, and sorts out those that cannot be placed.
    pub(crate) fn generate(
        &self,
        conn: &mut Conn,
        planning: &PlanningAccess,
        dates: &[Date],
        now: Millis,
    ) -> Result<Generated> {
        let (Some(first), Some(last)) = (dates.first(), dates.last()) else {
            return Ok(Generated::default());
        };
        if dates.len() > MOST_DATES {
            return Err(Error::field("rule", "out_of_range"));
        }
        let template = propose(conn, &planning.studio, self.plan)?;
        let days = off_days::days_of(conn, &planning.studio.id, *first)?;
        let mut placements = vec![];
        let mut proposals = vec![];
        for date in dates {
            let placement = off_days::place(self.off_days, *date, &days)?;
            let (Placement::On(on) | Placement::Out(on)) = placement;
            let slot = Slot::new(
                &planning.studio.zone,
                on,
                self.plan.local_start,
                template.slot.minutes(),
            )?;
            must_be_near(&slot, now)?;
            proposals.push(Proposal {
                slot,
                ..template.clone()
            });
            placements.push(placement);
        }
        let (studio, kind) = (&template.studio, &template.kind.code);
        let rules = load_book(conn)?.rules(&studio.id, &studio.district_id, kind);
        must_not_run_into_each_other(&proposals, rules.span(PlanningRule::RoomBuffer))?;
        let judged = validate(conn, &proposals)?;
        let mut generated = Generated {
            last: Some(*last),
            ..Generated::default()
        };
        for (((date, placement), proposal), mut reasons) in dates.iter().zip(placements).zip(proposals).zip(judged) {
            let is_out = matches!(placement, Placement::Out(_));
            if is_out && !blocks(&reasons) {
                reasons.insert(0, is_closed(&proposal));
            }
            let occurrence = Occurrence {
                key: key_of(*date, self.plan.local_start),
                proposal,
                reasons,
            };
            if is_out || blocks(&occurrence.reasons) {
                generated.left_out.push(occurrence);
            } else {
                generated.placeable.push(occurrence);
            }
        }
        Ok(generated)
    }
}

/// A day off is said as a day on which the studio is closed.
fn is_closed(proposal: &Proposal) -> Reason {
    let studio = &proposal.studio;
    let id = Some(studio.id.as_str());
    let mut reason = Reason::about(
        Rule::OutsideOpeningHours,
        Severity::Block,
        SubjectKind::Studio,
        id,
        &studio.name,
    );
    reason.open = Some(vec![]);
    reason
}

/// Refuses dates that are longer than the time to the next one, with the buffers of the room (case 12).
fn must_not_run_into_each_other(proposals: &[Proposal], room_buffer: Millis) -> Result<()> {
    let mut spans: Vec<_> = proposals.iter().map(|proposal| proposal.slot.span).collect();
    spans.sort_by_key(|span| span.from_at);
    let is_near = |pair: &[crate::scheduling::slot::Span]| pair[1].from_at < pair[0].to_at + 2 * room_buffer;
    // two dates that were moved to the same day are a clash of these days and no fault of the length
    let is_own_length = |pair: &[crate::scheduling::slot::Span]| pair[0].from_at != pair[1].from_at;
    if spans.windows(2).any(|pair| is_near(pair) && is_own_length(pair)) {
        return Err(Error::field("minutes", "longer_than_interval"));
    }
    Ok(())
}

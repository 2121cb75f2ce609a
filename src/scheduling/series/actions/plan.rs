//! Plans a series.

use crate::accounts::Context;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::{PersonId, SeriesId, SessionId};
use crate::local_time::{clock_text, weekday_of};
use crate::scheduling::access::{PlanningAccess, planning_access};
use crate::scheduling::rules::{Proposal, Reason};
use crate::scheduling::series::actions::write_dates::write_dates;
use crate::scheduling::series::generation::{Generated, Occurrence, Pattern};
use crate::scheduling::series::model::{NewSeries, OnConflict};
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::actions::locks::lock_around;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::validation::refusal::must_stand;

/// A date that could not be placed, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    pub local_date: String,
    /// As the caller may know them.
    pub reasons: Vec<Reason>,
}

/// What became of the dates.
#[derive(Clone, Debug, Default)]
pub struct DatesMade {
    /// The series; none for a dry run, or when every date was refused.
    pub series: Option<SeriesId>,
    /// The sessions that were made.
    pub created: Vec<SessionId>,
    /// The dates that can be placed.
    pub placeable: Vec<String>,
    /// The dates that cannot.
    pub refused: Vec<Refused>,
}

impl DatesMade {
    pub(super) fn of(planning: &PlanningAccess, generated: &Generated) -> Self {
        let refused = |date: &Occurrence| Refused {
            local_date: date.proposal.slot.local_date.clone(),
            reasons: date
                .reasons
                .iter()
                .map(|reason| reason.clone().seen_by(&planning.districts))
                .collect(),
        };
        DatesMade {
            series: None,
            created: vec![],
            placeable: generated
                .placeable
                .iter()
                .map(|date| date.proposal.slot.local_date.clone())
                .collect(),
            refused: generated.left_out.iter().map(refused).collect(),
        }
    }
}

/// Judges each date of the rule and makes those that can be placed. The others are stored as skipped, or refuse the whole, as
/// the series says. A dry run writes nothing.
pub async fn plan_series(ctx: &Context, new: NewSeries, is_dry_run: bool) -> Result<DatesMade> {
    let new = NewSeries {
        plan: Plan {
            title: new.plan.title.clone().or_else(|| new.name.clone()),
            ..new.plan
        },
        ..new
    };
    if is_dry_run {
        let now = ctx.now();
        return ctx
            .read(move |conn, who| {
                let planning = planning_access(conn, who, &new.plan.studio_id)?;
                let pattern = new.pattern();
                let dates = pattern.dates(&planning.studio.zone, now)?;
                let generated = pattern.generate(conn, &planning, &dates, now)?;
                Ok(DatesMade::of(&planning, &generated))
            })
            .await;
    }
    ctx.write(move |tx, who| {
        let planning = planning_access(tx.conn(), who, &new.plan.studio_id)?;
        let people: Vec<PersonId> = new.plan.staff.iter().map(|(id, _)| id.clone()).collect();
        lock_around(tx, &planning.studio.id, &people)?;
        // read again: it may have changed until it was locked
        let planning = planning_access(tx.conn(), who, &new.plan.studio_id)?;
        let (pattern, now) = (new.pattern(), tx.now());
        let dates = pattern.dates(&planning.studio.zone, now)?;
        let generated = pattern.generate(tx.conn(), &planning, &dates, now)?;
        if new.on_conflict == OnConflict::Refuse {
            for date in &generated.left_out {
                must_stand(&date.reasons, &planning.districts)?;
            }
        }
        let mut made = DatesMade::of(&planning, &generated);
        if let Some(template) = generated.placeable.first() {
            let last = generated.last.unwrap_or(new.plan.local_date).to_string();
            let series = insert_series(tx, &planning, &new, (&template.proposal, last), &who.person)?;
            made.created = write_dates(tx, who, &planning, (&series, &new.plan), &generated)?;
            made.series = Some(series);
        }
        Ok(made)
    })
    .await
}

impl NewSeries {
    fn pattern(&self) -> Pattern<'_> {
        Pattern {
            plan: &self.plan,
            rule: &self.rule,
            off_days: self.off_days,
        }
    }
}

fn insert_series(
    tx: &mut Tx<'_>,
    planning: &PlanningAccess,
    new: &NewSeries,
    (template, until_date): (&Proposal, String),
    actor: &PersonId,
) -> Result<SeriesId> {
    let plan = &new.plan;
    let row = Series {
        id: tx.mint::<SeriesId>(),
        name: template.kind.own_title(new.name.as_deref().or(plan.title.as_deref())),
        type_code: plan.type_code.clone(),
        district_id: planning.studio.district_id.clone(),
        studio_id: planning.studio.id.clone(),
        room_id: plan.room_id.clone(),
        cohort_id: plan.cohort_id.clone(),
        weekday: weekday_of(plan.local_date),
        local_start: clock_text(plan.local_start),
        minutes: template.slot.minutes(),
        zone: planning.studio.zone.clone(),
        first_date: plan.local_date.to_string(),
        until_date,
        created_by: actor.clone(),
        created_at: tx.now(),
        rule: new.rule.ending(None).to_string(),
        off_days: new.off_days,
        on_conflict: new.on_conflict,
        row_version: 1,
        title: template.title.clone(),
        note: plan.note.clone(),
        people: plan.people,
        phase_module: plan.phase_module.clone(),
    };
    store::insert_series(tx.conn(), &row)?;
    store::replace_staff(tx.conn(), &row.id, &plan.staff)?;
    Ok(row.id)
}

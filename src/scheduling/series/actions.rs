//! "Every week at this time until then."

use crate::accounts::Context;
use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::{PersonId, SeriesId, SessionId};
use crate::local_time::{add_days, clock_text, weekday_of};
use crate::scheduling::access::{PlanningAccess, planning_access};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::rules::{Proposal, Reason, blocks};
use crate::scheduling::series::store::Series;
use crate::scheduling::sessions::actions::dates::{must_be_near, must_mean_the_past};
use crate::scheduling::sessions::actions::insert::{SessionDetails, insert_new};
use crate::scheduling::sessions::actions::locks::lock_around;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::slot::Slot;
use crate::scheduling::validation::proposals::propose;
use crate::scheduling::validation::validate;
use crate::scheduling::{notices, series};
use jiff::civil::Date;

/// No series is longer: a year and a bit.
const MOST_DATES: usize = 54;

/// A plan that is repeated every week, from its date until another.
#[derive(Clone, Debug)]
pub struct Repeat {
    pub plan: Plan,
    /// What the group is called; nothing, where it is called as its type is.
    pub name: Option<String>,
    /// The last date that may be meant.
    pub until: Date,
}

/// A date that could not be placed, and why.
#[derive(Clone, Debug)]
pub struct Refused {
    pub local_date: String,
    pub reasons: Vec<Reason>,
}

/// What became of the dates.
#[derive(Clone, Debug)]
pub struct Repeated {
    /// The series; none for a dry run, or when every date was refused.
    pub series: Option<SeriesId>,
    /// The sessions that were made.
    pub created: Vec<SessionId>,
    /// The dates that can be placed, for a dry run.
    pub placeable: Vec<Proposal>,
    /// The dates that cannot.
    pub refused: Vec<Refused>,
}

/// Judges each date on its own and makes those that can be placed; the others are handed back with their reasons. A dry
/// run writes nothing.
pub async fn plan_series(ctx: &Context, repeat: Repeat, is_dry_run: bool) -> Result<Repeated> {
    if is_dry_run {
        let now = ctx.now();
        return ctx
            .read(move |conn, who| {
                let planning = planning_access(conn, who, &repeat.plan.studio_id)?;
                let proposals = proposals(conn, &planning, &repeat, now)?;
                let judged = validate(conn, &proposals)?;
                Ok(sort_out(&planning, proposals, judged).1)
            })
            .await;
    }
    ctx.write(move |tx, who| {
        let planning = planning_access(tx.conn(), who, &repeat.plan.studio_id)?;
        let people: Vec<PersonId> = repeat.plan.staff.iter().map(|(id, _)| id.clone()).collect();
        lock_around(tx, &planning.studio.id, &people)?;
        // read again: it may have changed until it was locked
        let planning = planning_access(tx.conn(), who, &repeat.plan.studio_id)?;
        let now = tx.now();
        let proposals = proposals(tx.conn(), &planning, &repeat, now)?;
        let judged = validate(tx.conn(), &proposals)?;
        let (warnings, mut repeated) = sort_out(&planning, proposals, judged);
        let Some(template) = repeated.placeable.first().cloned() else {
            return Ok(repeated);
        };
        if repeat.plan.publish {
            for proposal in &repeated.placeable {
                must_mean_the_past(&proposal.slot, repeat.plan.is_past_meant, tx.now())?;
            }
        }
        let series = insert_series(tx, &planning, &repeat, &template, &who.person)?;
        for (proposal, reasons) in repeated.placeable.iter().zip(warnings) {
            let key = format!("{}T{}", proposal.slot.local_date, clock_text(repeat.plan.local_start));
            let details = SessionDetails {
                note: repeat.plan.note.clone(),
                cohort_id: repeat.plan.cohort_id.clone(),
                phase_module: repeat.plan.phase_module.clone(),
                of_series: Some((series.id.clone(), key)),
                overrides: repeat.plan.overrides.clone(),
            };
            let by = (SessionVerb::Plan, Some(&who.person));
            let state = if repeat.plan.publish {
                SessionState::Published
            } else {
                SessionState::Draft
            };
            let session = insert_new(tx, proposal, details, state, &reasons, by)?;
            if repeat.plan.publish {
                claim(tx, &session.id, proposal, &planning.districts)?;
                // one notice for the whole series, with its first session
                if repeated.created.is_empty() {
                    notices::actions::schedule_notices(tx, &Snapshot::nothing(), &session, &who.person)?;
                }
            }
            repeated.created.push(session.id);
        }
        repeated.series = Some(series.id);
        Ok(repeated)
    })
    .await
}

fn proposals(conn: &mut Conn, planning: &PlanningAccess, repeat: &Repeat, now: Millis) -> Result<Vec<Proposal>> {
    let first = repeat.plan.local_date;
    if repeat.until < first {
        return Err(Error::field("until", "out_of_range"));
    }
    let mut proposals = Vec::new();
    let mut plan = repeat.plan.clone();
    plan.title = plan.title.or_else(|| repeat.name.clone());
    let mut date = first;
    let template = propose(conn, &planning.studio, &plan)?;
    while date <= repeat.until {
        if proposals.len() == MOST_DATES {
            return Err(Error::field("until", "out_of_range"));
        }
        let mut proposal = template.clone();
        let minutes = template.slot.minutes();
        proposal.slot = Slot::new(&planning.studio.zone, date, plan.local_start, minutes)?;
        must_be_near(&proposal.slot, now)?;
        proposals.push(proposal);
        date = add_days(date, 7)?;
    }
    Ok(proposals)
}

/// The warnings of each date that can be placed, and the answer so far.
fn sort_out(
    planning: &PlanningAccess,
    proposals: Vec<Proposal>,
    judged: Vec<Vec<Reason>>,
) -> (Vec<Vec<Reason>>, Repeated) {
    let mut warnings = Vec::new();
    let mut repeated = Repeated {
        series: None,
        created: vec![],
        placeable: vec![],
        refused: vec![],
    };
    for (proposal, reasons) in proposals.into_iter().zip(judged) {
        if blocks(&reasons) {
            repeated.refused.push(Refused {
                local_date: proposal.slot.local_date,
                reasons: reasons
                    .into_iter()
                    .map(|reason| reason.seen_by(&planning.districts))
                    .collect(),
            });
        } else {
            warnings.push(reasons);
            repeated.placeable.push(proposal);
        }
    }
    (warnings, repeated)
}

fn insert_series(
    tx: &mut Tx<'_>,
    planning: &PlanningAccess,
    repeat: &Repeat,
    template: &Proposal,
    actor: &PersonId,
) -> Result<Series> {
    let plan = &repeat.plan;
    let row = Series {
        id: tx.mint::<SeriesId>(),
        name: template.kind.own_title(repeat.name.as_deref()),
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
        until_date: repeat.until.to_string(),
        created_by: actor.clone(),
        created_at: tx.now(),
    };
    series::store::insert_series(tx.conn(), &row)?;
    Ok(row)
}

//! More dates of a series, after the last one that was made.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SeriesId};
use crate::local_time::date_in;
use crate::scheduling::access::{PlanningAccess, planning_access};
use crate::scheduling::series::access::{locked_series, planned_series};
use crate::scheduling::series::actions::plan::DatesMade;
use crate::scheduling::series::actions::write_dates::write_dates;
use crate::scheduling::series::generation::{Generated, Pattern, date_of};
use crate::scheduling::series::model::{Extension, OnConflict};
use crate::scheduling::series::recurrence::{Recurrence, RuleEnd};
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::actions::locks::lock_around;
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::validation::refusal::must_stand;
use jiff::civil::Date;

/// The plan of a new date of a series.
pub(super) fn plan_of(conn: &mut Conn, series: &Series, publish: bool) -> Result<Plan> {
    let staff = store::list_staff(conn, &series.id)?;
    Ok(Plan {
        type_code: series.type_code.clone(),
        studio_id: series.studio_id.clone(),
        room_id: series.room_id.clone(),
        local_date: series.first_date.parse().map_err(Error::internal)?,
        local_start: series.local_start.parse().map_err(Error::internal)?,
        minutes: Some(series.minutes),
        title: (!series.title.is_empty()).then(|| series.title.clone()),
        people: series.people,
        note: series.note.clone(),
        cohort_id: series.cohort_id.clone(),
        phase_module: series.phase_module.clone(),
        staff: staff.into_iter().map(|(person, role, _)| (person, role)).collect(),
        publish,
        overrides: vec![],
        is_past_meant: false,
    })
}

/// Goes on with the rule: up to a date, or with so many more dates. Dates whose key is there already are not made again (S8). A
/// dry run writes nothing.
pub async fn extend_series(ctx: &Context, id: SeriesId, extension: Extension, is_dry_run: bool) -> Result<DatesMade> {
    if is_dry_run {
        let now = ctx.now();
        return ctx
            .read(move |conn, who| {
                let series = planned_series(conn, who, &id)?;
                let (planning, _, generated) = generate(conn, who, &series, &extension, now)?;
                Ok(DatesMade::of(&planning, &generated))
            })
            .await;
    }
    ctx.write(move |tx, who| {
        let mut series = locked_series(tx.conn(), who, &id, extension.row_version)?;
        let staff = store::list_staff(tx.conn(), &id)?;
        let people: Vec<PersonId> = staff.into_iter().map(|(person, _, _)| person).collect();
        lock_around(tx, &series.studio_id, &people)?;
        let now = tx.now();
        let (planning, plan, generated) = generate(tx.conn(), who, &series, &extension, now)?;
        if series.on_conflict == OnConflict::Refuse {
            for date in &generated.left_out {
                must_stand(&date.reasons, &planning.districts)?;
            }
        }
        let mut made = DatesMade::of(&planning, &generated);
        let Some(last) = generated.last else {
            return Ok(made);
        };
        made.created = write_dates(tx, who, &planning, (&series.id, &plan), &generated)?;
        series.until_date = last.to_string();
        series.row_version += 1;
        store::update_series(tx.conn(), &series)?;
        made.series = Some(series.id);
        Ok(made)
    })
    .await
}

fn generate(
    conn: &mut Conn,
    who: &Permissions,
    series: &Series,
    extension: &Extension,
    now: Millis,
) -> Result<(PlanningAccess, Plan, Generated)> {
    let planning = planning_access(conn, who, &series.studio_id)?;
    let plan = plan_of(conn, series, extension.publish)?;
    let until: Date = series.until_date.parse().map_err(Error::internal)?;
    let today = date_in(&series.zone, now)?;
    let horizon = RuleEnd::with(match extension.end {
        RuleEnd::Until(at) => at.date(),
        RuleEnd::Count(_) => date_in(&series.zone, now + 700 * crate::clock::DAY)?,
    });
    let rule = Recurrence::parse(&series.rule)?.ending(Some(horizon));
    let pattern = Pattern {
        plan: &plan,
        rule: &rule,
        off_days: series.off_days,
    };
    let after = until.max(today);
    let known = store::list_keys(conn, &series.id, &after.to_string())?;
    let known: Vec<Date> = known.iter().map(|key| date_of(key)).collect::<Result<_>>()?;
    let mut dates = pattern.dates(&series.zone, now)?;
    dates.retain(|date| *date > after && !known.contains(date));
    if let RuleEnd::Count(count) = extension.end {
        dates.truncate(count);
    }
    if dates.is_empty() {
        return Err(Error::field("rule", "no_dates"));
    }
    let generated = pattern.generate(conn, &planning, &dates, now)?;
    Ok((planning, plan, generated))
}

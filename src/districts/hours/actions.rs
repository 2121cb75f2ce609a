//! Opening hours and exceptions.

use crate::accounts::Context;
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::model::{self, Minute, OpeningException, OpeningRule, OpeningSet, Studio};
use crate::districts::store;
use crate::error::{Error, Result};
use crate::ids::{ExceptionId, StudioId};
use crate::local_time::{add_days, date_in};
use jiff::civil::Date;

/// From when weekly hours hold, and until when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Validity {
    /// From now on when absent: what holds today is replaced.
    pub from: Option<Date>,
    /// The last day; afterwards the hours are as they would have been.
    pub to: Option<Date>,
}

/// Gives a studio weekly hours from a day on. Sessions that are planned already stay as they are; those that it hits are named.
pub(super) async fn set_opening_rules(
    ctx: &Context,
    hooks: &VenueHooks,
    studio: StudioId,
    rules: Vec<OpeningRule>,
    validity: Validity,
) -> Result<(Studio, Vec<HitSession>)> {
    let rules = model::rules(rules)?;
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        let today = date_in(&studio.zone, tx.now())?;
        let sets = store::list_sets(tx.conn(), &studio.id)?;
        for set in changed_sets(&sets, &rules, validity, today)? {
            let ids = tx.minter();
            store::replace_set(tx.conn(), &studio.id, &set, || ids.mint())?;
        }
        if let (Some(from), Some(to)) = (validity.from, validity.to) {
            let (from, to) = (from.to_string(), to.to_string());
            for set in sets.iter().filter(|set| from < set.valid_from && set.valid_from <= to) {
                store::delete_set(tx.conn(), &studio.id, &set.valid_from)?;
            }
        }
        let hit = hooks.run(tx, &VenueChange::Studio(studio.id.clone()))?;
        Ok((studio, hit))
    })
    .await
}

/// The sets to write: the new hours, and what holds again when they are over.
fn changed_sets(
    sets: &[OpeningSet],
    rules: &[OpeningRule],
    validity: Validity,
    today: Date,
) -> Result<Vec<OpeningSet>> {
    let in_force = |date: Date| {
        let text = date.to_string();
        sets.iter().rev().find(|set| set.valid_from <= text)
    };
    let Some(from) = validity.from else {
        if validity.to.is_some() {
            return Err(Error::field("valid_to", "not_allowed"));
        }
        let valid_from = in_force(today).map(|set| set.valid_from.clone()).unwrap_or_default();
        return Ok(vec![OpeningSet {
            valid_from,
            rules: rules.to_vec(),
        }]);
    };
    if from < today {
        return Err(Error::field("valid_from", "out_of_range"));
    }
    let mut wanted = vec![OpeningSet {
        valid_from: from.to_string(),
        rules: rules.to_vec(),
    }];
    if let Some(to) = validity.to {
        if to < from {
            return Err(Error::field("valid_to", "out_of_range"));
        }
        let after = add_days(to, 1)?;
        let again = in_force(after).map(|set| set.rules.clone()).unwrap_or_default();
        wanted.push(OpeningSet {
            valid_from: after.to_string(),
            rules: again,
        });
    }
    Ok(wanted)
}

/// Takes away hours that were to hold from a later day on; the sessions that it hits are named.
pub(super) async fn remove_opening_set(
    ctx: &Context,
    hooks: &VenueHooks,
    studio: StudioId,
    valid_from: Date,
) -> Result<(Studio, Vec<HitSession>)> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        let text = valid_from.to_string();
        let sets = store::list_sets(tx.conn(), &studio.id)?;
        if !sets.iter().any(|set| set.valid_from == text) {
            return Err(Error::not_found());
        }
        store::delete_set(tx.conn(), &studio.id, &text)?;
        let hit = hooks.run(tx, &VenueChange::Studio(studio.id.clone()))?;
        Ok((studio, hit))
    })
    .await
}

/// Lets one date differ from its weekday; the sessions that it hits are named.
pub(super) async fn add_exception(
    ctx: &Context,
    hooks: &VenueHooks,
    studio: StudioId,
    day: Date,
    hours: Option<(Minute, Minute)>,
    reason: String,
) -> Result<(OpeningException, Vec<HitSession>)> {
    let date = day.to_string();
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        let of_date = store::list_exceptions(tx.conn(), &studio.id, &date)?;
        let clashes = of_date
            .iter()
            .filter(|other| other.date == date)
            .any(|other| match (hours, other.hours) {
                (Some((from, to)), Some((other_from, other_to))) => from < other_to && other_from < to,
                _ => true,
            });
        if clashes {
            return Err(Error::field("date", "overlap"));
        }
        let exception = OpeningException {
            id: tx.mint::<ExceptionId>(),
            studio_id: studio.id.clone(),
            date: date.clone(),
            hours,
            reason: reason.clone(),
        };
        store::insert_exception(tx.conn(), &exception)?;
        let hit = hooks.run(tx, &VenueChange::Dates(studio.id, day, day))?;
        Ok((exception, hit))
    })
    .await
}

/// Gives a date back to its weekday.
pub(super) async fn remove_exception(ctx: &Context, hooks: &VenueHooks, id: ExceptionId) -> Result<()> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let (OwnStudio(studio), exception) = access::own_exception(tx.conn(), who, &id)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        store::delete_exception(tx.conn(), &exception.id)?;
        let day: Date = exception.date.parse().map_err(Error::internal)?;
        hooks.run(tx, &VenueChange::Dates(studio.id, day, day)).map(drop)
    })
    .await
}

//! Opening hours and exceptions.

use crate::accounts::Context;
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::model::{self, Minute, OpeningException, OpeningRule, Studio};
use crate::districts::store;
use crate::error::{Error, Result};
use crate::ids::{ExceptionId, StudioId};
use jiff::civil::Date;

/// Replaces the weekly hours of a studio. Sessions that are planned already stay as they are; those that it hits are named.
pub(super) async fn set_opening_rules(
    ctx: &Context,
    hooks: &VenueHooks,
    studio: StudioId,
    rules: Vec<OpeningRule>,
) -> Result<(Studio, Vec<HitSession>)> {
    let rules = model::rules(rules)?;
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        let ids = tx.minter();
        store::replace_rules(tx.conn(), &studio.id, &rules, || ids.mint())?;
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
        let hit = hooks.run(tx, &VenueChange::Date(studio.id, day))?;
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
        hooks.run(tx, &VenueChange::Date(studio.id, day)).map(drop)
    })
    .await
}

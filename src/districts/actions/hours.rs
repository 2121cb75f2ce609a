//! Opening hours and exceptions.

use super::Desk;
use crate::districts::access::{self, OwnStudio};
use crate::districts::model::{self, Minute, OpeningException, OpeningRule, Studio};
use crate::districts::store;
use crate::error::{Error, Result};
use crate::ids::{self, ExceptionId, StudioId};

/// Replaces the weekly hours of a studio. Sessions that are planned already stay as they are.
pub async fn set_opening_rules(desk: Desk, studio: StudioId, rules: Vec<OpeningRule>) -> Result<Studio> {
    let rules = model::rules(rules)?;
    desk.write(move |tx, standing, desk| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), standing, &studio)?;
        store::lock_studio(tx.conn(), &studio.id)?;
        store::replace_rules(tx.conn(), &studio.id, &rules, || ids::mint(&desk.clock, &desk.chance))?;
        Ok(studio)
    })
    .await
}

/// Lets one date differ from its weekday.
pub async fn add_exception(
    desk: Desk,
    studio: StudioId,
    date: String,
    hours: Option<(Minute, Minute)>,
    reason: String,
) -> Result<OpeningException> {
    desk.write(move |tx, standing, desk| {
        let OwnStudio(studio) = access::own_studio(tx.conn(), standing, &studio)?;
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
            id: ExceptionId::mint(&desk.clock, &desk.chance),
            studio_id: studio.id,
            date: date.clone(),
            hours,
            reason: reason.clone(),
        };
        store::insert_exception(tx.conn(), &exception)?;
        Ok(exception)
    })
    .await
}

/// Gives a date back to its weekday.
pub async fn remove_exception(desk: Desk, id: ExceptionId) -> Result<()> {
    desk.write(move |tx, standing, _| {
        let (_, exception) = access::own_exception(tx.conn(), standing, &id)?;
        store::delete_exception(tx.conn(), &exception.id)
    })
    .await
}

//! Say when one is available; forget what is long over.

use crate::accounts::Context;
use crate::accounts::api as accounts;
use crate::audit::{AuditSubject, AuditVerb};
use crate::clock::DAY;
use crate::db::Db;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::local_time::{add_days, date_in};
use crate::scheduling::availability::access::changeable_person;
use crate::scheduling::problems::people::{lock_with_sessions, refresh_person};
use crate::scheduling::problems::views::{ChangeHit, hit_of};
use crate::scheduling::rules::{Available, DateWindow, Window};
use crate::scheduling::{availability, leave, standby};

/// The most windows of a week, and the most of single dates.
const MOST_WINDOWS: usize = 50;
const MOST_DATES: usize = 200;

/// Days after which leave, dates and standby are forgotten.
const KEPT_DAYS: i64 = 90;

/// Makes somebody's usual week and their dates from today on exactly these. They warn, so the answer names sessions only where the
/// rule blocks.
pub async fn set_availability(
    ctx: &Context,
    id: PersonId,
    weekly: Vec<Window>,
    dates: Vec<DateWindow>,
) -> Result<ChangeHit> {
    must_be_apart(
        "weekly",
        weekly.iter().map(|w| (w.weekday.to_string(), w.from, w.to)).collect(),
    )?;
    must_be_apart("dates", dates.iter().map(|w| (w.date.clone(), w.from, w.to)).collect())?;
    if weekly.len() > MOST_WINDOWS {
        return Err(Error::field("weekly", "too_many"));
    }
    if dates.len() > MOST_DATES {
        return Err(Error::field("dates", "too_many"));
    }
    ctx.write(move |tx, who| {
        let planned = changeable_person(tx.conn(), who, &id)?;
        let zone = districts::zone_of(tx.conn(), planned.person.home_district.as_ref())?;
        let today = date_in(&zone, tx.now())?.to_string();
        if dates.iter().any(|window| window.date < today) {
            return Err(Error::field("dates", "past"));
        }
        lock_with_sessions(tx, &id, None)?;
        accounts::set_available_in(tx, &id, &Available::new(weekly.clone()).to_text())?;
        availability::store::replace_dates(tx.conn(), &id, &today, &dates)?;
        if !planned.is_self {
            tx.audit(&who.entry(AuditVerb::SetAvailability, AuditSubject::Person, &id))?;
        }
        let hit = refresh_person(tx, &id, None)?;
        hit_of(tx.conn(), who, planned.is_self, hit)
    })
    .await
}

/// No two windows of a day overlap, and each lies within it.
fn must_be_apart(field: &str, mut windows: Vec<(String, i64, i64)>) -> Result<()> {
    windows.sort();
    if windows
        .iter()
        .any(|(_, from, to)| !(0..*to).contains(from) || *to > 24 * 60)
    {
        return Err(Error::field(field, "out_of_range"));
    }
    if windows
        .windows(2)
        .any(|pair| pair[0].0 == pair[1].0 && pair[1].1 < pair[0].2)
    {
        return Err(Error::field(field, "overlap"));
    }
    Ok(())
}

/// Forgets leave, dates and standby that are long over.
pub(crate) async fn forget_old(db: &Db) -> Result<()> {
    db.write(|tx| {
        let now = tx.now();
        let before = add_days(date_in("UTC", now)?, -KEPT_DAYS)?.to_string();
        leave::store::delete_leaves_before(tx.conn(), now - KEPT_DAYS * DAY)?;
        availability::store::delete_dates_before(tx.conn(), &before)?;
        standby::store::delete_standbys_before(tx.conn(), &before)?;
        Ok(())
    })
    .await
}

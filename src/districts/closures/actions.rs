//! Close studios for a range of dates, and open them again.

use super::model::Closure;
use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::db::Tx;
use crate::districts::access;
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::store;
use crate::error::{Error, Result};
use crate::ids::{ClosureId, StudioId};
use crate::local_time::add_days;
use jiff::civil::Date;

/// The longest closure, in days: a year of building work.
const LONGEST: i64 = 366;
const MOST_STUDIOS: usize = 100;

/// Which studios are closed, and when.
#[derive(Clone, Debug)]
pub(crate) struct NewClosure {
    pub studios: Vec<StudioId>,
    pub from: Date,
    pub to: Date,
    pub reason: String,
}

/// Closes studios; the sessions that it hits are named, and stay. A dry run only names them, and answers without an id.
pub(crate) async fn close_studios(
    ctx: &Context,
    hooks: &VenueHooks,
    mut new: NewClosure,
    is_dry_run: bool,
) -> Result<(Option<ClosureId>, Vec<HitSession>)> {
    new.studios.sort();
    new.studios.dedup();
    if new.studios.is_empty() || new.studios.len() > MOST_STUDIOS {
        return Err(Error::field("studio_ids", "out_of_range"));
    }
    if new.to < new.from || add_days(new.from, LONGEST)? < new.to {
        return Err(Error::field("to_date", "out_of_range"));
    }
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        if is_dry_run {
            let (_, hit) = tx.rehearse(|tx| close(tx, who, &hooks, &new))?;
            return Ok((None, hit));
        }
        let (id, hit) = close(tx, who, &hooks, &new)?;
        Ok((Some(id), hit))
    })
    .await
}

fn close(
    tx: &mut Tx<'_>,
    who: &Permissions,
    hooks: &VenueHooks,
    new: &NewClosure,
) -> Result<(ClosureId, Vec<HitSession>)> {
    let id = tx.mint::<ClosureId>();
    let mut hit = vec![];
    for studio in &new.studios {
        let studio = access::own_studio(tx.conn(), who, studio)?.0;
        store::lock_studio(tx.conn(), &studio.id)?;
        let closure = Closure {
            id: id.clone(),
            studio_id: studio.id.clone(),
            from_date: new.from.to_string(),
            to_date: new.to.to_string(),
            reason: new.reason.clone(),
            created_at: tx.now(),
        };
        store::insert_closure(tx.conn(), &closure)?;
        hit.extend(hooks.run(tx, &VenueChange::Dates(studio.id, new.from, new.to))?);
    }
    Ok((id, hit))
}

/// Opens the studios of a closure again. Whoever does it coordinates all of them.
pub(super) async fn lift_closure(ctx: &Context, hooks: &VenueHooks, id: ClosureId) -> Result<()> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let parts = access::own_closure(tx.conn(), who, &id)?;
        for part in &parts {
            store::lock_studio(tx.conn(), &part.studio_id)?;
        }
        store::delete_closure(tx.conn(), &id)?;
        for part in parts {
            let date = |text: &str| text.parse::<Date>().map_err(Error::internal);
            let (from, to) = (date(&part.from_date)?, date(&part.to_date)?);
            hooks.run(tx, &VenueChange::Dates(part.studio_id, from, to))?;
        }
        Ok(())
    })
    .await
}

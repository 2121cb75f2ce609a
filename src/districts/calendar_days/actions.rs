//! The notices that ship, and which hours a make-up day has.

use super::file::shipped;
use super::model::{DayKind, Notice};
use crate::accounts::Context;
use crate::db::Db;
use crate::districts::access::{self, OwnStudio};
use crate::districts::api::{HitSession, VenueChange, VenueHooks};
use crate::districts::model::Studio;
use crate::districts::store;
use crate::error::{Error, Result};
use crate::ids::StudioId;
use jiff::civil::Date;

/// Writes the shipped notices that the database lacks; what was imported since stays. Safe to run by several nodes at once, and again.
pub async fn plant_public_days(db: &Db) -> Result<()> {
    let notices = shipped().map_err(|why| Error::internal(std::io::Error::other(why)))?;
    let is_there = |known: &[Notice], region: &str, year| {
        known
            .iter()
            .any(|notice| notice.region == region && notice.year == year)
    };
    let known = db.read(store::list_notices).await?;
    if notices
        .iter()
        .all(|notice| is_there(&known, &notice.region, notice.year))
    {
        return Ok(());
    }
    db.write(move |tx| {
        let known = store::list_notices(tx.conn())?;
        for notice in notices
            .iter()
            .filter(|notice| !is_there(&known, &notice.region, notice.year))
        {
            let row = Notice {
                region: notice.region.clone(),
                year: notice.year,
                version: 1,
                source: notice.source.clone(),
                loaded_at: tx.now(),
            };
            // another node was faster: it writes the same days
            if !tx
                .attempt(|tx| store::insert_notice(tx.conn(), &row).map(|()| true))
                .unwrap_or(false)
            {
                continue;
            }
            for day in &notice.days {
                store::delete_day(tx.conn(), &day.region, &day.date)?;
                store::insert_day(tx.conn(), day)?;
            }
        }
        Ok(())
    })
    .await
}

/// A make-up day of a studio has the hours of this weekday; of its own where none is named. The sessions that it hits are named.
pub(super) async fn set_make_up_hours(
    ctx: &Context,
    hooks: &VenueHooks,
    studio: StudioId,
    date: Date,
    weekday: Option<i64>,
) -> Result<(Studio, Vec<HitSession>)> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        access::own_studio(tx.conn(), who, &studio)?;
        store::lock_studio(tx.conn(), &studio)?;
        let OwnStudio(studio) = access::own_studio(tx.conn(), who, &studio)?;
        let text = date.to_string();
        let calendar = store::studio_calendar(tx.conn(), &studio.id, &text)?;
        if calendar.kind_on(date) != DayKind::MakeUpWork {
            return Err(Error::field("date", "not_allowed"));
        }
        store::set_make_up_hours(tx.conn(), &studio.id, &text, weekday)?;
        let hit = hooks.run(tx, &VenueChange::Dates(studio.id.clone(), date, date))?;
        Ok((studio, hit))
    })
    .await
}

//! Changes a series: one date, this and later ones, or all that lie ahead (S8).
//!
//! `rows` says which rows change, from what to what, and what clashes; a dry run ends there. `save` writes exactly these
//! rows. Both read what they decide by in the same way, the save after its locks.

mod rows;
mod save;

use crate::accounts::Context;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{PersonId, SeriesId, SessionId};
use crate::scheduling::rules::Reason;
use crate::scheduling::series::access::{locked_series, planned_series};
use crate::scheduling::series::actions::edit::rows::{ChangedRow, ChangedRows, changed_rows};
use crate::scheduling::series::actions::edit::save::{save_row, save_template};
use crate::scheduling::series::model::{EditScope, SeriesEdit, SeriesField};
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::actions::locks::lock_around;
use crate::scheduling::sessions::actions::record::must_have_seen;
use crate::scheduling::staffing::assignments;
use crate::scheduling::{claims, places, sessions};

/// A field of a row, from what to what, as it is shown.
#[derive(Clone, Debug)]
pub struct FieldChange {
    pub field: SeriesField,
    pub from: String,
    pub to: String,
}

/// A row that changes.
#[derive(Clone, Debug)]
pub struct RowChange {
    pub session_id: SessionId,
    pub row_version: i64,
    pub local_date: String,
    pub local_start: String,
    pub fields: Vec<FieldChange>,
    /// How many have booked a place; they keep it.
    pub bookings: usize,
    /// What speaks against it, as the caller may know it.
    pub reasons: Vec<Reason>,
    /// It cannot change like this.
    pub is_clashing: bool,
}

/// A field of a date that stays, because the date has its own.
#[derive(Clone, Debug)]
pub struct KeptField {
    pub session_id: SessionId,
    pub local_date: String,
    pub field: SeriesField,
}

/// What a change does, or has done.
#[derive(Clone, Debug)]
pub struct EditOutcome {
    pub rows: Vec<RowChange>,
    pub kept: Vec<KeptField>,
    /// The version of the series afterwards.
    pub row_version: i64,
}

/// Changes the rows that the scope names. Bookings, ids and keys stay; what was there before and is no worse refuses nothing. A
/// dry run writes nothing.
pub async fn edit_series(ctx: &Context, id: SeriesId, edit: SeriesEdit, is_dry_run: bool) -> Result<EditOutcome> {
    if is_dry_run {
        let now = ctx.now();
        return ctx
            .read(move |conn, who| {
                let series = planned_series(conn, who, &id)?;
                let found = changed_rows(conn, who, &series, &edit, now)?;
                let districts = who.coordinated();
                Ok(EditOutcome {
                    rows: found.rows.iter().map(|row| row.shown(&districts)).collect(),
                    kept: found.kept,
                    row_version: series.row_version,
                })
            })
            .await;
    }
    ctx.write(move |tx, who| {
        let mut series = locked_series(tx.conn(), who, &id, edit.row_version)?;
        lock_rows(tx, &series, &edit)?;
        let now = tx.now();
        let districts = who.coordinated();
        let ChangedRows { mut rows, kept } = changed_rows(tx.conn(), who, &series, &edit, now)?;
        must_be_as_seen(tx, &rows, &edit)?;
        if !edit.leaves_clashing {
            must_not_clash(&rows, &districts)?;
        }
        rows.retain(|row| !row.is_clashing);
        // all give back what they have before the first takes what it gets
        for row in rows.iter().filter(|row| row.claims_anew()) {
            claims::store::delete_claims(tx.conn(), &row.session.id)?;
        }
        for row in &rows {
            save_row(tx, row, &edit, (&who.person, &districts))?;
        }
        if !matches!(edit.scope, EditScope::This(_)) {
            save_template(tx, &mut series, &edit)?;
        }
        Ok(EditOutcome {
            rows: rows.iter().map(|row| row.shown(&districts)).collect(),
            kept,
            row_version: series.row_version,
        })
    })
    .await
}

/// Locks the dates that may change, by id, then the studio and everybody who is on them or will be.
fn lock_rows(tx: &mut Tx<'_>, series: &Series, edit: &SeriesEdit) -> Result<()> {
    let now = tx.now();
    let ids = match &edit.scope {
        EditScope::This(id) => vec![id.clone()],
        _ => store::list_standing(tx.conn(), &series.id, now)?,
    };
    for id in &ids {
        sessions::store::lock_session(tx.conn(), id)?;
    }
    let mut people: Vec<PersonId> = assignments::store::list_assignments(tx.conn(), &ids)?
        .into_iter()
        .map(|(seat, _)| seat.person_id)
        .collect();
    let bookings = places::store::list_bookings(tx.conn(), &ids)?;
    people.extend(bookings.into_iter().map(|(booking, _)| booking.person_id));
    let staff = edit.changes.staff.iter().flatten();
    people.extend(staff.map(|(person, _)| person.clone()));
    lock_around(tx, &series.studio_id, &people)
}

/// Refuses when the rows are not those that the caller was shown.
fn must_be_as_seen(tx: &mut Tx<'_>, rows: &[ChangedRow], edit: &SeriesEdit) -> Result<()> {
    let Some(seen) = &edit.seen else { return Ok(()) };
    if seen.len() != rows.len() {
        return Err(Code::RowChanged.into());
    }
    for row in rows {
        let version = seen
            .iter()
            .find(|(id, _)| *id == row.session.id)
            .map(|(_, version)| *version);
        must_have_seen(tx, &row.session, version.ok_or_else(|| Error::from(Code::RowChanged))?)?;
    }
    Ok(())
}

fn must_not_clash(rows: &[ChangedRow], districts: &crate::accounts::access::Scope) -> Result<()> {
    let clashing: Vec<Reason> = rows
        .iter()
        .filter(|row| row.is_clashing)
        .flat_map(|row| row.shown(districts).reasons)
        .collect();
    if clashing.is_empty() {
        return Ok(());
    }
    Err(Error::from(Code::SessionRefused).with("reasons", clashing))
}

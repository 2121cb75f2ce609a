//! Writes the rows that a change of a series changes, and the template.

use super::rows::ChangedRow;
use crate::accounts::access::Scope;
use crate::db::Tx;
use crate::error::Result;
use crate::ids::PersonId;
use crate::local_time::clock_text;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices::actions::{Snapshot, schedule_notices};
use crate::scheduling::places;
use crate::scheduling::places::jobs::fill_later;
use crate::scheduling::problems::actions::{clear_around, update_problems};
use crate::scheduling::series::detached::detach;
use crate::scheduling::series::model::{EditScope, SeriesEdit, SeriesField};
use crate::scheduling::series::store::{self, Series};
use crate::scheduling::sessions::actions::record::record;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::staffing::assignments::actions::assign::seat;
use crate::scheduling::staffing::assignments::model::StaffChange;
use crate::scheduling::types::store::find_type;
use crate::scheduling::validation::refusal::warnings_text;
use serde_json::json;

pub(super) fn save_row(
    tx: &mut Tx<'_>,
    row: &ChangedRow,
    edit: &SeriesEdit,
    (actor, districts): (&PersonId, &Scope),
) -> Result<()> {
    let mut session = row.session.clone();
    let (after, fields) = (&row.after, &row.fields);
    let was = Snapshot::read(tx.conn(), &session)?;
    if row.claims_anew() {
        claim(tx, &session.id, after, districts)?;
    }
    if after.slot.span != row.before.slot.span {
        clear_around(tx, &session)?;
    }
    if let Some(staff) = &row.staff {
        seat(tx, &session, staff, StaffChange::Assign, actor)?;
    }
    session.title.clone_from(&after.title);
    session.note.clone_from(&row.note);
    session.people = after.people;
    session.warnings = warnings_text(&row.reasons, after)?;
    if row.is_moved() {
        session.room_id = after.room.id.clone();
        session.starts_at = after.slot.span.from_at;
        session.ends_at = after.slot.span.to_at;
        session.local_start.clone_from(&after.slot.local_start);
        session.local_date.clone_from(&after.slot.local_date);
        session.placed_at = tx.now();
        let (_, own_capacity) = places::store::find_difference(tx.conn(), &session.id)?;
        let wanted = own_capacity.unwrap_or(after.kind.max_people);
        session.capacity = wanted.min(after.room.capacity);
        session.ical_sequence += 1;
    }
    let changed: Vec<SeriesField> = fields.iter().map(|change| change.field).collect();
    let verb = match (row.is_moved(), changed.as_slice()) {
        (true, _) => SessionVerb::Move,
        (false, [SeriesField::Staff]) => SessionVerb::Staff,
        _ => SessionVerb::Edit,
    };
    let detail = json!({ "changed": changed, "series": session.series_id });
    record(tx, &mut session, verb, actor, detail)?;
    update_problems(tx, &session, &row.reasons, &edit.overrides, Some(actor))?;
    if matches!(edit.scope, EditScope::This(_)) {
        detach(tx.conn(), &session, &changed)?;
    }
    if row.is_moved() {
        fill_later(tx, &session.id)?;
    }
    schedule_notices(tx, &was, &session, actor)
}

/// What new dates of the series are like from now on.
pub(super) fn save_template(tx: &mut Tx<'_>, series: &mut Series, edit: &SeriesEdit) -> Result<()> {
    let changes = &edit.changes;
    if let Some(title) = &changes.title {
        let kind = find_type(tx.conn(), &series.studio_id, &series.type_code)?;
        series.title = kind.map(|kind| kind.own_title(Some(title))).unwrap_or_default();
        if edit.scope == EditScope::All {
            series.name.clone_from(&series.title);
        }
    }
    if let Some(start) = changes.local_start {
        series.local_start = clock_text(start);
    }
    if let Some(minutes) = changes.minutes {
        series.minutes = minutes;
    }
    if let Some(room) = &changes.room_id {
        series.room_id = room.clone();
    }
    if changes.people.is_some() {
        series.people = changes.people;
    }
    if let Some(note) = &changes.note {
        series.note.clone_from(note);
    }
    if let Some(staff) = &changes.staff {
        store::replace_staff(tx.conn(), &series.id, staff)?;
    }
    series.row_version += 1;
    Ok(store::update_series(tx.conn(), series)?)
}

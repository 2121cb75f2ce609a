//! Changing a series over HTTP.

use super::plan::DryRun;
use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{RoomId, SeriesId, SessionId};
use crate::scheduling::rules::Reason;
use crate::scheduling::series::actions;
use crate::scheduling::series::actions::edit::{EditOutcome, RowChange};
use crate::scheduling::series::model::{EditScope, SeriesChanges, SeriesEdit, SeriesField};
use crate::scheduling::sessions::http::plan::{
    OverrideBody, PlannedAssignment, minutes, note, overrides, people, seats,
};
use crate::text_enum;
use crate::web::json::Json;
use crate::web::path::Path;
use crate::web::query::Query;
use crate::web::{field, json};
use actix_web::HttpResponse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

text_enum! {
    /// Which dates a change is for.
    pub ScopeName as "SeriesScope" {
        /// Only the date that is named.
        This = "this",
        /// The date that is named and those that the rule gives after it.
        Later = "later",
        /// All that lie ahead.
        All = "all",
    }
}

/// A row as the caller was shown it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeenRow {
    session_id: SessionId,
    row_version: i64,
}

/// New values for the dates of a series; what is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EditSeries {
    /// The version of the series.
    row_version: i64,
    scope: ScopeName,
    /// The date from which the scope counts; absent for all.
    session_id: Option<SessionId>,
    /// An empty one takes the title away.
    title: Option<String>,
    local_start: Option<String>,
    minutes: Option<i64>,
    /// Another room of the same studio.
    room_id: Option<RoomId>,
    people: Option<i64>,
    note: Option<String>,
    /// Exactly who is on the staff.
    staff: Option<Vec<PlannedAssignment>>,
    #[serde(default)]
    overrides: Vec<OverrideBody>,
    /// Dates that would clash stay as they are; otherwise one of them refuses the whole change.
    #[serde(default)]
    leaves_clashing: bool,
    /// The rows of the dry run: other rows, or newer ones, are refused as `row_changed`.
    rows: Option<Vec<SeenRow>>,
}

/// A field, from what to what.
#[derive(Serialize, ToSchema)]
pub struct SeriesFieldChange {
    field: SeriesField,
    from: String,
    to: String,
}

/// A date that changes.
#[derive(Serialize, ToSchema)]
pub struct SeriesRowChange {
    session_id: SessionId,
    /// As it was before the change.
    row_version: i64,
    local_date: String,
    local_start: String,
    changes: Vec<SeriesFieldChange>,
    /// How many have booked a place; they keep it.
    bookings: usize,
    /// What speaks against it.
    reasons: Vec<Reason>,
    /// It cannot change like this.
    is_clashing: bool,
}

/// A field of a date that stays, because the date has its own.
#[derive(Serialize, ToSchema)]
pub struct SeriesKeptField {
    session_id: SessionId,
    local_date: String,
    field: SeriesField,
}

/// What a change does, or has done.
#[derive(Serialize, ToSchema)]
pub struct SeriesChanged {
    /// Exactly the dates that change.
    rows: Vec<SeriesRowChange>,
    kept: Vec<SeriesKeptField>,
    /// The version of the series.
    row_version: i64,
}

impl EditSeries {
    fn read(self) -> Result<SeriesEdit> {
        let session = self.session_id.ok_or_else(|| Error::field("session_id", "required"));
        let seen = |rows: Vec<SeenRow>| rows.into_iter().map(|row| (row.session_id, row.row_version)).collect();
        Ok(SeriesEdit {
            row_version: self.row_version,
            scope: match self.scope {
                ScopeName::This => EditScope::This(session?),
                ScopeName::Later => EditScope::Later(session?),
                ScopeName::All => EditScope::All,
            },
            changes: SeriesChanges {
                title: self.title.map(|text| field::text("title", &text, 0, 80)).transpose()?,
                local_start: self
                    .local_start
                    .map(|text| field::time("local_start", &text))
                    .transpose()?,
                minutes: minutes(self.minutes)?,
                room_id: self.room_id,
                people: people(self.people)?,
                note: self.note.as_deref().map(note).transpose()?,
                staff: self.staff.map(seats).transpose()?,
            },
            overrides: overrides(self.overrides)?,
            leaves_clashing: self.leaves_clashing,
            seen: self.rows.map(seen),
        })
    }
}

fn row(row: RowChange) -> SeriesRowChange {
    SeriesRowChange {
        session_id: row.session_id,
        row_version: row.row_version,
        local_date: row.local_date,
        local_start: row.local_start,
        changes: row
            .fields
            .into_iter()
            .map(|change| SeriesFieldChange {
                field: change.field,
                from: change.from,
                to: change.to,
            })
            .collect(),
        bookings: row.bookings,
        reasons: row.reasons,
        is_clashing: row.is_clashing,
    }
}

fn changed(outcome: EditOutcome) -> SeriesChanged {
    SeriesChanged {
        rows: outcome.rows.into_iter().map(row).collect(),
        kept: outcome
            .kept
            .into_iter()
            .map(|kept| SeriesKeptField {
                session_id: kept.session_id,
                local_date: kept.local_date,
                field: kept.field,
            })
            .collect(),
        row_version: outcome.row_version,
    }
}

/// Changes one date, this and later ones, or all that lie ahead, field by field. What a date has of its own stays.
#[utoipa::path(patch, path = "/api/v1/series/{id}", tag = "scheduling", request_body = EditSeries,
    params(("id" = String, Path), DryRun),
    responses((status = 200, body = SeriesChanged), (status = 409, description = "row_changed, session_refused, or in_past")))]
pub async fn edit_series(
    ctx: Context,
    id: Path<SeriesId>,
    query: Query<DryRun>,
    body: Json<EditSeries>,
) -> Result<HttpResponse> {
    let outcome = actions::edit::edit_series(&ctx, id.0, body.0.read()?, query.0.dry_run).await?;
    Ok(json::ok(&changed(outcome)))
}

//! Another time or room.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::db::Tx;
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::scheduling::access::look_locked;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::places::jobs::fill_later;
use crate::scheduling::problems::actions::{clear_around, update_problems};
use crate::scheduling::rules::{OverrideRequest, Proposal};
use crate::scheduling::series::detached::detach;
use crate::scheduling::series::model::SeriesField;
use crate::scheduling::sessions::actions::cancel::must_be_empty;
use crate::scheduling::sessions::actions::dates::{must_be_near, must_mean_the_past};
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::model::Reschedule;
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::validation::proposals::{asked, room_of};
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::{on_calendar, validate_change};
use crate::scheduling::{notices, places};
use serde_json::json;

/// Another time or room. Refused, the session keeps what it has; done, the same session has a higher SEQUENCE.
pub async fn move_session(ctx: &Context, id: SessionId, change: Reschedule) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Move, tx.now())?;
        let session = seen.session;
        must_have_seen(tx, &session, change.row_version)?;
        if session.starts_at <= tx.now() {
            must_be_empty(tx, &session)?;
        }
        let was = Snapshot::read(tx.conn(), &session)?;
        let before = lock_current_proposal(tx, &session, &[])?;
        let mut proposal = before.clone();
        let studio = api::studio(tx.conn(), &session.studio_id)?.ok_or_else(Error::not_found)?;
        if let Some(room) = &change.room_id {
            proposal.room = room_of(tx.conn(), &studio, room)?;
        }
        let minutes = change.minutes.unwrap_or_else(|| session.minutes());
        proposal.slot = Slot::new(&studio.zone, change.local_date, change.local_start, minutes)?;
        // what was set aside for the old time says nothing of the new one
        let is_other_time = proposal.slot.span != before.slot.span;
        if is_other_time {
            proposal.overrides.clear();
        }
        proposal.overrides.extend(asked(&change.overrides));
        let move_to = MoveTo {
            proposal,
            overrides: &change.overrides,
            is_past_meant: change.is_past_meant,
        };
        put(tx, who, session, (&was, &before), move_to)
    })
    .await
}

/// Where a session goes.
pub(crate) struct MoveTo<'a> {
    pub proposal: Proposal,
    /// What is set aside for it.
    pub overrides: &'a [OverrideRequest],
    pub is_past_meant: bool,
}

/// Puts a session where its new proposal says, with its claims, history, problems and notices; `before` is what it was. Refused, it keeps
/// what it has.
pub(crate) fn put(
    tx: &mut Tx<'_>,
    who: &Permissions,
    mut session: Session,
    (was, before): (&Snapshot, &Proposal),
    to: MoveTo<'_>,
) -> Result<()> {
    let proposal = to.proposal;
    let is_other_time = proposal.slot.span != before.slot.span;
    must_be_near(&proposal.slot, tx.now())?;
    let reasons = validate_change(tx.conn(), on_calendar(&session, before), &proposal)?;
    if session.state.claims() {
        must_stand(&reasons, &who.coordinated())?;
        must_mean_the_past(&proposal.slot, to.is_past_meant, tx.now())?;
        claim(tx, &session.id, &proposal, &who.coordinated())?;
    }
    let detail = json!({
        "from": { "starts_at": session.starts_at, "ends_at": session.ends_at, "room_id": session.room_id },
        "to": {
            "starts_at": proposal.slot.span.from_at,
            "ends_at": proposal.slot.span.to_at,
            "room_id": proposal.room.id,
        },
    });
    if is_other_time {
        clear_around(tx, &session)?;
    }
    let changed = changed_fields(before, &proposal);
    session.studio_id = proposal.studio.id.clone();
    session.district_id = proposal.studio.district_id.clone();
    session.room_id = proposal.room.id.clone();
    session.starts_at = proposal.slot.span.from_at;
    session.ends_at = proposal.slot.span.to_at;
    session.local_date.clone_from(&proposal.slot.local_date);
    session.local_start.clone_from(&proposal.slot.local_start);
    session.zone.clone_from(&proposal.slot.zone);
    session.placed_at = tx.now();
    let (_, own_capacity) = places::store::find_difference(tx.conn(), &session.id)?;
    let wanted = own_capacity.unwrap_or(proposal.kind.max_people);
    session.capacity = wanted.min(proposal.room.capacity);
    session.warnings = warnings_text(&reasons, &proposal)?;
    session.ical_sequence += 1;
    record(tx, &mut session, SessionVerb::Move, &who.person, detail)?;
    update_problems(tx, &session, &reasons, to.overrides, Some(&who.person))?;
    detach(tx.conn(), &session, &changed)?;
    fill_later(tx, &session.id)?;
    notices::actions::schedule_notices(tx, was, &session, &who.person)
}

/// What a date of a series has of its own after a move.
fn changed_fields(before: &Proposal, after: &Proposal) -> Vec<SeriesField> {
    let (old, new) = (&before.slot, &after.slot);
    let changes = [
        (SeriesField::Time, old.span.from_at != new.span.from_at),
        (SeriesField::Minutes, old.minutes() != new.minutes()),
        (SeriesField::Room, before.room.id != after.room.id),
    ];
    changes
        .iter()
        .filter(|(_, is_new)| *is_new)
        .map(|(field, _)| *field)
        .collect()
}

//! A skipped date takes place after all, under the key that it has had from the beginning.

use crate::accounts::Context;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::{look_locked, planning_access};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices::actions::{Snapshot, schedule_notices};
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::series::actions::extend::plan_of;
use crate::scheduling::series::detached::detach;
use crate::scheduling::series::model::{Revival, SeriesField};
use crate::scheduling::series::store;
use crate::scheduling::sessions::actions::dates::{must_be_near, must_mean_the_past};
use crate::scheduling::sessions::actions::locks::lock_around;
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::model::Plan;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::staffing::assignments::actions::history::add_assignment;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::validation::proposals::propose;
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::validate_one;
use serde_json::json;

/// Puts a skipped date on the calendar, as the series is now, at its own time or another one.
pub async fn revive_session(ctx: &Context, id: SessionId, revival: Revival) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Revive, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, revival.row_version)?;
        let series = session.series_id.clone().ok_or_else(Error::not_found)?;
        let series = store::find_series(tx.conn(), &series)?.ok_or_else(Error::not_found)?;
        let mut plan = plan_of(tx.conn(), &series, true)?;
        if !revival.with_staff {
            plan.staff.clear();
        }
        let people: Vec<PersonId> = plan.staff.iter().map(|(person, _)| person.clone()).collect();
        lock_around(tx, &series.studio_id, &people)?;
        let planning = planning_access(tx.conn(), who, &series.studio_id)?;
        let plan = Plan {
            local_date: revival.local_date,
            local_start: revival.local_start,
            room_id: revival.room_id.clone().unwrap_or(plan.room_id),
            minutes: revival.minutes.or(plan.minutes),
            overrides: revival.overrides.clone(),
            ..plan
        };
        let mut proposal = propose(tx.conn(), &planning.studio, &plan)?;
        proposal.session = Some(session.id.clone());
        must_be_near(&proposal.slot, tx.now())?;
        let reasons = validate_one(tx.conn(), &proposal)?;
        must_stand(&reasons, &planning.districts)?;
        must_mean_the_past(&proposal.slot, revival.is_past_meant, tx.now())?;
        claim(tx, &session.id, &proposal, &planning.districts)?;
        for seat in &proposal.staff {
            let on_it = (&seat.person.id, seat.role);
            add_assignment(tx, &session, on_it, AssignmentEventKind::Assigned, Some(&who.person))?;
        }
        session.room_id = proposal.room.id.clone();
        session.starts_at = proposal.slot.span.from_at;
        session.ends_at = proposal.slot.span.to_at;
        session.local_date.clone_from(&proposal.slot.local_date);
        session.local_start.clone_from(&proposal.slot.local_start);
        session.zone.clone_from(&proposal.slot.zone);
        session.placed_at = tx.now();
        session.capacity = proposal.kind.max_people.min(proposal.room.capacity);
        session.title.clone_from(&proposal.title);
        session.note.clone_from(&plan.note);
        session.people = proposal.people;
        session.state = SessionState::Published;
        session.warnings = warnings_text(&reasons, &proposal)?;
        session.ical_sequence += 1;
        record(tx, &mut session, SessionVerb::Revive, &who.person, json!({}))?;
        update_problems(tx, &session, &reasons, &revival.overrides, Some(&who.person))?;
        let fields = [
            SeriesField::Time,
            SeriesField::Minutes,
            SeriesField::Room,
            SeriesField::Staff,
        ];
        detach(tx.conn(), &session, &fields)?;
        schedule_notices(tx, &Snapshot::nothing(), &session, &who.person)
    })
    .await
}

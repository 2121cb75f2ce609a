//! Plan, publish, edit.

use crate::accounts::Context;
use crate::error::Result;
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::{look_locked, planning_access};
use crate::scheduling::claims::actions::claim;
use crate::scheduling::notices;
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::places::phases::untimely;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::rules::{Proposal, Rule};
use crate::scheduling::series::detached::detach;
use crate::scheduling::series::model::SeriesField;
use crate::scheduling::sessions::actions::dates::{must_be_near, must_mean_the_past};
use crate::scheduling::sessions::actions::insert::{SessionDetails, insert_new};
use crate::scheduling::sessions::actions::locks::{lock_around, lock_current_proposal};
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::model::{Plan, SessionEdit};
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::types::store::find_type;
use crate::scheduling::validation::proposals::propose;
use crate::scheduling::validation::refusal::{must_stand, warnings_text};
use crate::scheduling::validation::{on_calendar, validate_change, validate_one};
use serde_json::json;

/// Puts a session on the calendar, or writes down a draft, which claims nothing and may break any rule.
pub async fn plan_session(ctx: &Context, plan: Plan) -> Result<SessionId> {
    ctx.write(move |tx, who| {
        let planning = planning_access(tx.conn(), who, &plan.studio_id)?;
        let people: Vec<PersonId> = plan.staff.iter().map(|(id, _)| id.clone()).collect();
        lock_around(tx, &planning.studio.id, &people)?;
        // read again: it may have changed until it was locked
        let planning = planning_access(tx.conn(), who, &plan.studio_id)?;
        let proposal = propose(tx.conn(), &planning.studio, &plan)?;
        must_be_near(&proposal.slot, tx.now())?;
        let mut reasons = validate_one(tx.conn(), &proposal)?;
        reasons.extend(untimely(tx.conn(), &proposal.staff, &proposal.slot)?);
        let state = if plan.publish {
            must_stand(&reasons, &planning.districts)?;
            must_mean_the_past(&proposal.slot, plan.is_past_meant, tx.now())?;
            SessionState::Published
        } else {
            SessionState::Draft
        };
        let details = SessionDetails {
            note: plan.note.clone(),
            cohort_id: plan.cohort_id.clone(),
            phase_module: plan.phase_module.clone(),
            of_series: None,
            overrides: plan.overrides.clone(),
        };
        let by = (SessionVerb::Plan, Some(&who.person));
        let session = insert_new(tx, &proposal, details, state, &reasons, by)?;
        if plan.publish {
            claim(tx, &session.id, &proposal, &planning.districts)?;
            notices::actions::schedule_notices(tx, &Snapshot::nothing(), &session, &who.person)?;
        }
        Ok(session.id)
    })
    .await
}

/// From draft to the calendar.
pub async fn publish_session(ctx: &Context, id: SessionId, row_version: i64, is_past_meant: bool) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Publish, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        let was = Snapshot::read(tx.conn(), &session)?;
        let proposal = lock_current_proposal(tx, &session, &[])?;
        let reasons = validate_one(tx.conn(), &proposal)?;
        must_stand(&reasons, &who.coordinated())?;
        must_mean_the_past(&proposal.slot, is_past_meant, tx.now())?;
        claim(tx, &session.id, &proposal, &who.coordinated())?;
        session.state = SessionState::Published;
        session.placed_at = tx.now();
        session.warnings = warnings_text(&reasons, &proposal)?;
        record(tx, &mut session, SessionVerb::Publish, &who.person, json!({}))?;
        update_problems(tx, &session, &reasons, &[], Some(&who.person))?;
        notices::actions::schedule_notices(tx, &was, &session, &who.person)
    })
    .await
}

/// Another title, note or number of people. Neither the time nor SEQUENCE change.
pub async fn edit_session(ctx: &Context, id: SessionId, edit: SessionEdit) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Edit, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, edit.row_version)?;
        let mut changed = vec![];
        let title = match &edit.title {
            Some(title) => {
                let kind = find_type(tx.conn(), &session.studio_id, &session.type_code)?;
                kind.map(|kind| kind.own_title(Some(title)))
            }
            None => None,
        };
        if let Some(title) = title.filter(|title| *title != session.title) {
            session.title = title;
            changed.push(SeriesField::Title);
        }
        if let Some(note) = edit.note.clone().filter(|note| *note != session.note) {
            session.note = note;
            changed.push(SeriesField::Note);
        }
        let mut judged = None;
        if edit.people.is_some() && edit.people != session.people {
            let before = lock_current_proposal(tx, &session, &[])?;
            let after = Proposal {
                people: edit.people,
                ..before.clone()
            };
            let reasons = validate_change(tx.conn(), on_calendar(&session, &before), &after)?;
            // a draft may break any rule, except that a number fits no room
            if session.state.claims() || reasons.iter().any(|reason| reason.rule == Rule::OverCapacity) {
                must_stand(&reasons, &who.coordinated())?;
            }
            session.people = edit.people;
            changed.push(SeriesField::People);
            session.warnings = warnings_text(&reasons, &after)?;
            judged = Some(reasons);
        }
        if changed.is_empty() {
            return Ok(());
        }
        let detail = json!({ "changed": changed });
        record(tx, &mut session, SessionVerb::Edit, &who.person, detail)?;
        detach(tx.conn(), &session, &changed)?;
        match judged {
            Some(reasons) => update_problems(tx, &session, &reasons, &[], Some(&who.person)),
            None => Ok(()),
        }
    })
    .await
}

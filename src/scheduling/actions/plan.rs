//! Plan, publish, edit.

use super::Kit;
use super::change::{Beside, claim, insert_new, lock_and_weigh, must_be_near, must_stand, record, warnings_text};
use super::notices;
use crate::accounts::access::{Caller, Standing};
use crate::db::Conn;
use crate::error::{Code, Result};
use crate::ids::SessionId;
use crate::notifications::front::NoticeKind;
use crate::scheduling::access::{desk_of, look_locked};
use crate::scheduling::judgement::weigh_one;
use crate::scheduling::model::{Amendment, Plan, SessionState, Verb};
use crate::scheduling::proposals::{propose, standing_proposal};
use crate::scheduling::rules::Reason;
use serde_json::json;

/// Puts a session on the calendar, or writes down a draft, which claims nothing and may break any rule.
pub async fn plan_session(kit: &Kit, caller: Caller, plan: Plan) -> Result<SessionId> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let desk = desk_of(tx.conn(), &standing, &plan.studio_id)?;
            let proposal = propose(tx.conn(), &desk.studio, &plan)?;
            must_be_near(&inner, &proposal.slot)?;
            let reasons = lock_and_weigh(tx, &proposal)?;
            let state = if plan.publish {
                must_stand(&reasons, &desk.districts)?;
                SessionState::Published
            } else {
                SessionState::Draft
            };
            let beside = Beside {
                note: plan.note.clone(),
                cohort_id: plan.cohort_id.clone(),
                phase_module: plan.phase_module.clone(),
                of_series: None,
            };
            let by = (Verb::Plan, Some(&caller.person));
            let session = insert_new(tx, &inner, &proposal, beside, state, &reasons, by)?;
            if plan.publish {
                claim(tx, &inner, &session.id, &proposal, &desk.districts)?;
                notices::tell(tx, &inner, &session, NoticeKind::SessionAdded, &caller.person)?;
            }
            Ok(session.id)
        })
        .await
}

/// What would be said against a plan; writes nothing. `ignoring` is the session that it would replace.
pub fn check_session(
    conn: &mut Conn,
    standing: &Standing,
    plan: &Plan,
    ignoring: Option<SessionId>,
) -> Result<Vec<Reason>> {
    let desk = desk_of(conn, standing, &plan.studio_id)?;
    let mut proposal = propose(conn, &desk.studio, plan)?;
    proposal.session = ignoring;
    let reasons = weigh_one(conn, &proposal)?;
    Ok(reasons
        .into_iter()
        .map(|reason| reason.seen_by(&desk.districts))
        .collect())
}

/// From draft to the calendar.
pub async fn publish_session(kit: &Kit, caller: Caller, id: SessionId, row_version: i64) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Publish, inner.clock.now())?;
            let mut session = seen.session;
            must_be_version(session.row_version, row_version)?;
            let proposal = standing_proposal(tx.conn(), &session)?;
            let reasons = lock_and_weigh(tx, &proposal)?;
            must_stand(&reasons, &standing.coordinated())?;
            claim(tx, &inner, &session.id, &proposal, &standing.coordinated())?;
            session.state = SessionState::Published;
            session.warnings = warnings_text(&reasons, &proposal)?;
            record(tx, &inner, &mut session, Verb::Publish, &caller.person, json!({}))?;
            notices::tell(tx, &inner, &session, NoticeKind::SessionAdded, &caller.person)
        })
        .await
}

/// Another title, note or number of people. Neither the time nor SEQUENCE change.
pub async fn edit_session(kit: &Kit, caller: Caller, id: SessionId, edit: Amendment) -> Result<()> {
    let inner = kit.clone();
    kit.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let seen = look_locked(tx.conn(), &standing, &id)?;
            seen.must(&standing, Verb::Edit, inner.clock.now())?;
            let mut session = seen.session;
            must_be_version(session.row_version, edit.row_version)?;
            let mut changed = vec![];
            if let Some(title) = edit.title.clone().filter(|title| *title != session.title) {
                session.title = title;
                changed.push("title");
            }
            if let Some(note) = edit.note.clone().filter(|note| *note != session.note) {
                session.note = note;
                changed.push("note");
            }
            if edit.people.is_some() && edit.people != session.people {
                session.people = edit.people;
                changed.push("people");
                let proposal = standing_proposal(tx.conn(), &session)?;
                let reasons = lock_and_weigh(tx, &proposal)?;
                // only what the number of people decides: the rest was judged when it was planned
                let about_people: Vec<Reason> = reasons.iter().filter(|r| r.rule.is_about_numbers()).cloned().collect();
                must_stand(&about_people, &standing.coordinated())?;
                session.warnings = warnings_text(&reasons, &proposal)?;
            }
            if changed.is_empty() {
                return Ok(());
            }
            let detail = json!({ "changed": changed });
            record(tx, &inner, &mut session, Verb::Edit, &caller.person, detail)
        })
        .await
}

pub(super) fn must_be_version(stored: i64, seen: i64) -> Result<()> {
    if stored == seen {
        Ok(())
    } else {
        Err(Code::RowChanged.into())
    }
}

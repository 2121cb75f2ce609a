//! What follows from what was said against a change: overrides are given and end, and the list of what is wrong with sessions
//! that lie ahead is brought up to date. The rows of a session are written under the lock of its studio.

use crate::accounts::Context;
use crate::accounts::access::Scope;
use crate::clock::Millis;
use crate::db::{Conn, Db, Tx};
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId};
use crate::scheduling::access::look_locked;
use crate::scheduling::events::session_changed;
use crate::scheduling::overrides::store::OverrideRow;
use crate::scheduling::problems::store::{Ahead, Problem};
use crate::scheduling::rules::{OverrideRequest, Reason, Rule, Severity};
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::validation::proposals::{current_proposal, current_proposals};
use crate::scheduling::validation::{validate, validate_one};
use crate::scheduling::{overrides, problems, sessions};
use serde_json::json;

/// After a change: what it set aside is written down, what nothing needs any more ends, and what is wrong is what was said.
pub(crate) fn update_problems(
    tx: &mut Tx<'_>,
    session: &Session,
    reasons: &[Reason],
    asked: &[OverrideRequest],
    actor: Option<&PersonId>,
) -> Result<()> {
    let now = tx.now();
    let given = overrides::store::list_overrides(tx.conn(), std::slice::from_ref(&session.id))?;
    for (row, _) in &given {
        if !reasons.iter().any(|reason| reason.is_overridden && row.is_of(reason)) {
            overrides::store::end_override(tx.conn(), row, now)?;
        }
    }
    let mut written = vec![];
    for reason in reasons.iter().filter(|reason| reason.is_overridden) {
        let is_given = given
            .iter()
            .any(|(row, _)| row.is_of(reason) && reason.extent <= row.extent);
        let asked = asked.iter().find(|asked| {
            reason.rule.is_lifted_by(asked.rule) && reason.subject_id.as_deref() == Some(&asked.subject_id)
        });
        if let (false, Some(asked), Some(actor)) = (is_given, asked, actor) {
            let row = new_override(session, reason, &asked.reason, actor, now);
            insert_once(tx, &mut written, row)?;
        }
    }
    sessions::store::lock_studio(tx.conn(), &session.studio_id)?;
    store_problems(tx.conn(), session, reasons, now).map(drop)
}

/// Its time or place is another one, or it is off the calendar: what was given and found for the old one ends.
pub(crate) fn clear_around(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    sessions::store::lock_studio(tx.conn(), &session.studio_id)?;
    let now = tx.now();
    overrides::store::end_overrides_around(tx.conn(), &session.id, now)?;
    Ok(problems::store::delete_problems_with(tx.conn(), &session.id)?)
}

/// It goes on now, or is over: there is nothing to be decided ahead of it.
pub(crate) fn clear_problems(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    sessions::store::lock_studio(tx.conn(), &session.studio_id)?;
    problems::store::delete_problems(tx.conn(), &session.id)?;
    Ok(problems::store::delete_problems_with(tx.conn(), &session.id)?)
}

/// Judges a session as it stands and brings its rows up to date.
pub(crate) fn refresh_one(tx: &mut Tx<'_>, session: &Session) -> Result<()> {
    sessions::store::lock_studio(tx.conn(), &session.studio_id)?;
    let proposal = current_proposal(tx.conn(), session)?;
    let reasons = validate_one(tx.conn(), &proposal)?;
    let now = tx.now();
    store_problems(tx.conn(), session, &reasons, now).map(drop)
}

/// Two reasons may be one override: elsewhere a leave and not being available are the same.
fn insert_once(tx: &mut Tx<'_>, written: &mut Vec<OverrideRow>, row: OverrideRow) -> Result<()> {
    let is_same = |old: &&OverrideRow| {
        (old.rule, &old.subject_id, &old.other_session_id) == (row.rule, &row.subject_id, &row.other_session_id)
    };
    if written.iter().any(|old| is_same(&old)) {
        return Ok(());
    }
    overrides::store::insert_override(tx.conn(), &row)?;
    written.push(row);
    Ok(())
}

fn new_override(session: &Session, reason: &Reason, why: &str, actor: &PersonId, now: Millis) -> OverrideRow {
    // what its own district may know of it: a leave elsewhere is no more than not being available
    let own = Scope::Districts(vec![session.district_id.clone()]);
    OverrideRow {
        session_id: session.id.clone(),
        rule: reason.clone().seen_by(&own).rule,
        subject_id: reason.subject_id.clone().unwrap_or_default(),
        other_session_id: reason.other_id().map(ToString::to_string).unwrap_or_default(),
        row_version: session.row_version,
        extent: reason.extent.max(1),
        reason: why.to_owned(),
        actor_id: actor.clone(),
        given_at: now,
        ended_at: None,
    }
}

/// Makes the rows of one session what these reasons say; the blocks among them that were not known.
fn store_problems(conn: &mut Conn, session: &Session, reasons: &[Reason], now: Millis) -> Result<Vec<Reason>> {
    let stored = problems::store::list_problems(conn, std::slice::from_ref(&session.id))?;
    let mut found = vec![];
    let mut wanted: Vec<Problem> = vec![];
    for reason in problems_of(session, reasons, now) {
        // known to whoever plans, and never as a mark that others could read
        if reason.rule == Rule::KeepApart {
            continue;
        }
        let row = row_of(session, &reason, now)?;
        if wanted.iter().any(|other| other.is_same(&row)) {
            continue;
        }
        let old = stored.iter().find(|old| old.is_same(&row));
        if old.is_none() && row.severity == Severity::Block {
            found.push(reason);
        }
        let is_told = old.is_some_and(|old| (&old.reason, old.severity) == (&row.reason, row.severity));
        if let (Some(old), false) = (old, is_told) {
            problems::store::delete_problem(conn, old)?;
        }
        if !is_told {
            let found_at = old.map_or(now, |old| old.found_at);
            problems::store::insert_problem(
                conn,
                &Problem {
                    found_at,
                    ..row.clone()
                },
            )?;
        }
        wanted.push(row);
    }
    for old in stored.iter().filter(|old| !wanted.iter().any(|row| row.is_same(old))) {
        problems::store::delete_problem(conn, old)?;
    }
    Ok(found)
}

/// What is wrong with a session that lies ahead, of what can be said of it: what would refuse it today, and missing staff.
fn problems_of(session: &Session, reasons: &[Reason], now: Millis) -> Vec<Reason> {
    let is_on = matches!(session.state, SessionState::OnHold | SessionState::Published);
    if !is_on || session.starts_at <= now {
        return vec![];
    }
    let is_wrong = |reason: &&Reason| {
        reason.severity == Severity::Block || reason.is_standing || reason.rule == Rule::Understaffed
    };
    let plain = |reason: &Reason| Reason {
        severity: if reason.rule == Rule::Understaffed {
            Severity::Warn
        } else {
            Severity::Block
        },
        is_standing: false,
        ..reason.clone()
    };
    reasons.iter().filter(is_wrong).map(plain).collect()
}

fn row_of(session: &Session, reason: &Reason, now: Millis) -> Result<Problem> {
    let own = Scope::Districts(vec![session.district_id.clone()]);
    let seen = reason.clone().seen_by(&own);
    Ok(Problem {
        session_id: session.id.clone(),
        rule: seen.rule,
        subject_id: reason.subject_id.clone().unwrap_or_default(),
        other_session_id: reason.other_id().map(ToString::to_string).unwrap_or_default(),
        severity: reason.severity,
        reason: serde_json::to_string(&seen)?,
        found_at: now,
    })
}

/// Judges sessions anew and brings their rows up to date. Those that have a block which was not known come back with it. The
/// caller holds the lock of their studio.
pub(crate) fn refresh(tx: &mut Tx<'_>, sessions: &[Session], now: Millis) -> Result<Vec<(Session, Vec<Reason>)>> {
    let mut hit = vec![];
    for part in sessions.chunks(200) {
        let proposals = current_proposals(tx.conn(), part)?;
        let judged = validate(tx.conn(), &proposals)?;
        for (session, reasons) in part.iter().zip(judged) {
            let found = store_problems(tx.conn(), session, &reasons, now)?;
            if !found.is_empty() {
                tx.after_commit(session_changed(session));
                hit.push((session.clone(), found));
            }
        }
    }
    Ok(hit)
}

/// Validates every session ahead again, for what no change has validated.
pub async fn find_problems(db: &Db) -> Result<()> {
    let studios = db.read(districts::studios).await?;
    for studio in studios {
        db.write(move |tx| {
            let now = tx.now();
            sessions::store::lock_studio(tx.conn(), &studio.id)?;
            let ahead = Ahead {
                studio: Some(studio.id.clone()),
                ..Ahead::default()
            };
            let sessions = problems::store::list_ahead(tx.conn(), &ahead, now)?;
            refresh(tx, &sessions, now).map(drop)
        })
        .await?;
    }
    Ok(())
}

/// Keeps a session although something has changed so that it could not be planned like this any more.
pub async fn keep_session(ctx: &Context, id: SessionId, row_version: i64, asked: OverrideRequest) -> Result<()> {
    if !asked.rule.may_be_kept() {
        return Err(Error::field("rule", "not_allowed"));
    }
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        let now = tx.now();
        seen.must(who, SessionVerb::Keep, now)?;
        let mut session = seen.session;
        must_have_seen(tx, &session, row_version)?;
        sessions::store::lock_studio(tx.conn(), &session.studio_id)?;
        let proposal = current_proposal(tx.conn(), &session)?;
        let is_meant = |reason: &&Reason| {
            reason.rule.is_lifted_by(asked.rule) && reason.subject_id.as_deref() == Some(&asked.subject_id)
        };
        let reasons = validate_one(tx.conn(), &proposal)?;
        let blocks: Vec<&Reason> = reasons
            .iter()
            .filter(|reason| reason.severity == Severity::Block)
            .filter(is_meant)
            .collect();
        if blocks.is_empty() {
            return Ok(());
        }
        let detail = json!({ "rule": asked.rule, "subject_id": asked.subject_id });
        record(tx, &mut session, SessionVerb::Keep, &who.person, detail)?;
        let mut written = vec![];
        for reason in blocks {
            let row = new_override(&session, reason, &asked.reason, &who.person, now);
            insert_once(tx, &mut written, row)?;
        }
        let proposal = current_proposal(tx.conn(), &session)?;
        let reasons = validate_one(tx.conn(), &proposal)?;
        update_problems(tx, &session, &reasons, &[], Some(&who.person))
    })
    .await
}

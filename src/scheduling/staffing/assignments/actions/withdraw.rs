//! Whoever may no longer work here comes off the sessions that lie ahead; the coordinators are notified where somebody is missing.

use crate::accounts::access::{Permissions, Role, Scope};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::ids::{DistrictId, PersonId, SessionId};
use crate::notifications::api::NoticeKind;
use crate::scheduling::claims::actions::claim;
use crate::scheduling::places::jobs::fill_later;
use crate::scheduling::problems::actions::update_problems;
use crate::scheduling::roles::AssignmentState;
use crate::scheduling::rules::Rule;
use crate::scheduling::sessions::actions::locks::lock_current_proposal;
use crate::scheduling::sessions::actions::record::record_by;
use crate::scheduling::sessions::state::{SessionState, SessionVerb};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::assignments::actions::history::change_assignment;
use crate::scheduling::staffing::assignments::model::AssignmentEventKind;
use crate::scheduling::validation::refusal::warnings_text;
use crate::scheduling::validation::validate_one;
use crate::scheduling::{notices, places, sessions};
use serde_json::json;

/// Takes somebody off every session that is not over and that they may not work on any more; `lost` is where a role was
/// taken away. Called by a job, so doing it twice does nothing: one transaction a session.
pub async fn withdraw_from_work(db: &Db, person: PersonId, lost: Option<DistrictId>) -> Result<()> {
    let (of, now) = (person.clone(), db.now());
    let ahead = db
        .read(move |conn| Ok(assignments::store::list_ahead_of(conn, &of, now)?))
        .await?;
    for id in ahead {
        let (person, lost) = (person.clone(), lost.clone());
        db.write(move |tx| withdraw_one(tx, &person, lost.as_ref(), &id))
            .await?;
    }
    Ok(())
}

fn withdraw_one(tx: &mut Tx<'_>, person: &PersonId, lost: Option<&DistrictId>, id: &SessionId) -> Result<()> {
    let Some(mut session) = sessions::store::lock_session(tx.conn(), id)? else {
        return Ok(());
    };
    let is_over = session.ends_at <= tx.now() || !(session.state.is_ahead() || session.state == SessionState::Running);
    // read under the lock: somebody may have given the role back meanwhile
    let who = Permissions::if_active(tx.conn(), person)?;
    if is_over || may_stay(&who, lost, &session.district_id) {
        return Ok(());
    }
    let mut is_off = false;
    for (row, _) in assignments::store::list_assignments(tx.conn(), std::slice::from_ref(id))? {
        if row.person_id == *person && row.state.is_active() {
            let off = (row.role, AssignmentState::Withdrawn);
            change_assignment(tx, &session, &row, off, AssignmentEventKind::Withdrawn, None)?;
            is_off = true;
        }
    }
    if !who.has(Role::Trainee) {
        is_off |= places::store::delete_booking(tx.conn(), id, person)?;
        fill_later(tx, id)?;
    }
    if is_off {
        record_withdrawal(tx, &mut session, person)
    } else {
        Ok(())
    }
}

/// Where a role was taken away another one there is needed; elsewhere any work will do, since people also lead in other
/// districts than their own.
fn may_stay(who: &Permissions, lost: Option<&DistrictId>, district: &DistrictId) -> bool {
    if lost == Some(district) {
        who.works_in(district)
    } else {
        who.works()
    }
}

/// Gives the person's time back, records the change and notifies the coordinators if people are missing now.
fn record_withdrawal(tx: &mut Tx<'_>, session: &mut Session, person: &PersonId) -> Result<()> {
    let proposal = lock_current_proposal(tx, session, &[])?;
    let nobody = Scope::Districts(vec![]);
    if session.state.claims() {
        claim(tx, &session.id, &proposal, &nobody)?;
    }
    let reasons = validate_one(tx.conn(), &proposal)?;
    session.warnings = warnings_text(&reasons, &proposal)?;
    let detail = json!({ "removed": [person] });
    record_by(tx, session, SessionVerb::Staff, None, detail)?;
    update_problems(tx, session, &reasons, &[], None)?;
    notices::actions::drop_notice(tx, &session.id, person)?;
    let is_missed = |rule| matches!(rule, Rule::Understaffed | Rule::NotQualified);
    if session.state.claims() && reasons.iter().any(|reason| is_missed(reason.rule)) {
        let coordinators = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
        notices::actions::notify_people(tx, session, NoticeKind::SessionUnderstaffed, person, &coordinators)?;
    }
    Ok(())
}

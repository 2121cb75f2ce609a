//! What would be said against a plan.

use super::model::Plan;
use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::SessionId;
use crate::scheduling::access::{look, planning_access};
use crate::scheduling::places::phases::untimely;
use crate::scheduling::rules::Reason;
use crate::scheduling::validation::proposals::{current_proposal, propose};
use crate::scheduling::validation::{on_calendar, validate_change};

/// What would be said against a plan; writes nothing.
pub(crate) struct Checked {
    /// Every reason, as the caller may know it.
    pub reasons: Vec<Reason>,
    /// It would stand in the past: it has to be meant.
    pub is_past: bool,
}

/// What would be said against a plan; writes nothing. `replacing` is the session that it would replace: what that one brings
/// with it already does not refuse.
pub(crate) async fn check_session(ctx: &Context, plan: Plan, replacing: Option<SessionId>) -> Result<Checked> {
    let now = ctx.now();
    ctx.read(move |conn, who| check(conn, who, &plan, replacing, now)).await
}

fn check(
    conn: &mut Conn,
    who: &Permissions,
    plan: &Plan,
    replacing: Option<SessionId>,
    now: Millis,
) -> Result<Checked> {
    let planning = planning_access(conn, who, &plan.studio_id)?;
    let mut proposal = propose(conn, &planning.studio, plan)?;
    let mut before = None;
    if let Some(id) = replacing {
        let seen = look(conn, who, &id)?;
        let stood = current_proposal(conn, &seen.session)?;
        if stood.slot == proposal.slot {
            proposal.overrides.extend(stood.overrides.clone());
        }
        before = on_calendar(&seen.session, &stood).cloned();
        proposal.session = Some(id);
    }
    let mut reasons = validate_change(conn, before.as_ref(), &proposal)?;
    reasons.extend(untimely(conn, &proposal.staff, &proposal.slot)?);
    Ok(Checked {
        is_past: proposal.slot.span.from_at < now,
        reasons: reasons
            .into_iter()
            .map(|reason| reason.seen_by(&planning.districts))
            .collect(),
    })
}

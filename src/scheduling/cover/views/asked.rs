//! What somebody is asked: to take over, to confirm, to exchange; and what is open in their districts that they could take.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Role, Scope};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CoverRequestId, PersonId, SessionId};
use crate::scheduling::cover::actions::answer::as_known_to;
use crate::scheduling::cover::fit::staff_without;
use crate::scheduling::cover::model::CoverState;
use crate::scheduling::cover::outline::{Outlines, SessionOutline};
use crate::scheduling::cover::store::CoverRequest;
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::{Reason, blocks};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::candidates::ranking::could_take;
use crate::scheduling::staffing::swaps::views::{SwapView, swaps_of};
use crate::scheduling::validation::proposals::{current_proposal, staffed_proposal};
use crate::scheduling::validation::validate_change;
use crate::scheduling::{confirmations, cover, sessions};
use serde::Serialize;

/// So many open requests of the reader's districts are looked at.
const MOST_LOOKED_AT: i64 = 40;

/// A session that somebody could take over.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AskedCover {
    pub id: CoverRequestId,
    pub session: SessionOutline,
    pub role: StaffRole,
    /// What is in the way now, since they were asked.
    pub why_not: Vec<Reason>,
}

/// A request of the reader's own.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct OwnCover {
    pub id: CoverRequestId,
    pub session: SessionOutline,
    pub role: StaffRole,
    pub state: CoverState,
}

/// The page on which somebody answers.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct AskedOfMe {
    /// The reader was asked to take these over.
    pub asked: Vec<AskedCover>,
    /// Open in the reader's districts; they are fit and were not asked.
    pub open: Vec<AskedCover>,
    /// The reader's own sessions that wait for their yes.
    pub to_confirm: Vec<SessionOutline>,
    /// Exchanges that the reader proposed or is proposed.
    pub swaps: Vec<SwapView>,
    /// What the reader cannot come to, and nobody has taken over yet.
    pub mine: Vec<OwnCover>,
}

pub(crate) async fn asked_of_me(ctx: &Context) -> Result<AskedOfMe> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let asked = cover::store::list_asked_of(conn, &who.person, now)?;
        let scope = [Role::Counsellor, Role::Supervisor, Role::Coordinator]
            .into_iter()
            .fold(Scope::Districts(vec![]), |scope, role| scope.or(who.scope(role)));
        let near = if scope.is_empty() {
            vec![]
        } else {
            cover::store::page_open(conn, &scope, now, None, MOST_LOOKED_AT)?
        };
        let ids: Vec<SessionId> = confirmations::store::list_open_of(conn, &who.person, now)?;
        let to_confirm = sessions::store::list_sessions(conn, &ids)?;
        let outlined = || asked.iter().chain(&near).map(|(_, session)| session);
        let all: Vec<&Session> = outlined().chain(&to_confirm).collect();
        let outlines = Outlines::load(conn, &all)?;
        let mut page = AskedOfMe {
            asked: vec![],
            open: vec![],
            to_confirm: to_confirm
                .iter()
                .map(|session| outlines.outline(session))
                .collect::<Result<_>>()?,
            swaps: swaps_of(conn, &who.person)?,
            mine: vec![],
        };
        for (request, session) in &asked {
            let reasons = reasons_for(conn, &who.person, session, request)?.unwrap_or_default();
            let why_not = if blocks(&reasons) {
                as_known_to(who, &reasons)
            } else {
                vec![]
            };
            page.asked.push(line(&outlines, request, session, why_not)?);
        }
        for (request, session) in &near {
            if request.person_id == who.person {
                page.mine.push(OwnCover {
                    id: request.id.clone(),
                    session: outlines.outline(session)?,
                    role: request.role,
                    state: request.state,
                });
                continue;
            }
            if asked.iter().any(|(other, _)| other.id == request.id) || has_answered(conn, who, request)? {
                continue;
            }
            let reasons = reasons_for(conn, &who.person, session, request)?;
            if reasons.is_some_and(|reasons| !blocks(&reasons)) {
                page.open.push(line(&outlines, request, session, vec![])?);
            }
        }
        Ok(page)
    })
    .await
}

fn has_answered(conn: &mut Conn, who: &Permissions, request: &CoverRequest) -> Result<bool> {
    let ask = cover::store::find_ask(conn, &request.id, &who.person)?;
    Ok(ask.is_some_and(|ask| ask.answer.is_some()))
}

fn line(outlines: &Outlines, request: &CoverRequest, session: &Session, why_not: Vec<Reason>) -> Result<AskedCover> {
    Ok(AskedCover {
        id: request.id.clone(),
        session: outlines.outline(session)?,
        role: request.role,
        why_not,
    })
}

/// What a yes of this person would be judged by; nothing where the role is not for them or they are on the session already. The same
/// judgement as that of the yes itself, so that whatever is offered succeeds (S14).
fn reasons_for(
    conn: &mut Conn,
    person: &PersonId,
    session: &Session,
    request: &CoverRequest,
) -> Result<Option<Vec<Reason>>> {
    let before = current_proposal(conn, session)?;
    if before.staff.iter().any(|member| member.person.id == *person) {
        return Ok(None);
    }
    let wanted = staff_without(conn, session, &request.person_id, Some(person))?;
    let own = wanted.iter().find(|member| member.person.id == *person);
    if !own.is_some_and(|member| could_take(&member.person, &session.slot(), member.role)) {
        return Ok(None);
    }
    let proposal = staffed_proposal(conn, session, &wanted)?;
    Ok(Some(validate_change(conn, Some(&before), &proposal)?))
}

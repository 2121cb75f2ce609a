//! What somebody sees of exchanges: those that are proposed, and those that they could propose.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::accounts::api::nicknames;
use crate::clock::DAY;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{PersonId, SessionId, SwapId};
use crate::local_time::{add_days, date_in};
use crate::scheduling::access::look;
use crate::scheduling::cover::access::{is_colleague, must_be_coverable};
use crate::scheduling::cover::outline::{Outlines, SessionOutline};
use crate::scheduling::roles::StaffRole;
use crate::scheduling::rules::blocks;
use crate::scheduling::sessions;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use crate::scheduling::staffing::swaps::judge::{Part, SwapBoard};
use crate::scheduling::staffing::swaps::store::{Swap, list_between, list_open_of};
use serde::Serialize;

/// Exchanges are offered for sessions up to so many days away from one's own.
const DAYS_AROUND: i64 = 7;

/// So many are offered.
const MOST_OFFERED: usize = 20;

/// One side of an exchange.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SwapPart {
    pub session: SessionOutline,
    pub role: StaffRole,
}

/// An exchange as one of the two sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SwapView {
    pub id: SwapId,
    /// The reader proposed it, and the other has to answer.
    pub is_mine: bool,
    pub with_nickname: String,
    pub you_give: SwapPart,
    pub you_get: SwapPart,
}

/// An exchange that the reader could propose; it would be made if the other says yes at once.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SwapOption {
    pub with_person_id: PersonId,
    pub with_nickname: String,
    pub you_get: SwapPart,
}

/// What somebody proposed, or is proposed to them, and has no answer.
pub(crate) fn swaps_of(conn: &mut Conn, person: &PersonId) -> Result<Vec<SwapView>> {
    let swaps = list_open_of(conn, person)?;
    let ids: Vec<SessionId> = swaps
        .iter()
        .flat_map(|swap| [swap.session_id.clone(), swap.with_session_id.clone()])
        .collect();
    let sessions = sessions::store::list_sessions(conn, &ids)?;
    let staff = assignments::store::list_assignments(conn, &ids)?;
    let outlines = Outlines::load(conn, &sessions.iter().collect::<Vec<_>>())?;
    let part = |id: &SessionId, holder: &PersonId| -> Result<Option<SwapPart>> {
        let session = sessions.iter().find(|session| session.id == *id);
        let held = staff
            .iter()
            .map(|(row, _)| row)
            .find(|row| row.session_id == *id && row.person_id == *holder && row.state.is_active());
        let (Some(session), Some(held)) = (session, held) else {
            return Ok(None);
        };
        Ok(Some(SwapPart {
            session: outlines.outline(session)?,
            role: held.role,
        }))
    };
    let people: Vec<PersonId> = swaps
        .iter()
        .flat_map(|swap| [swap.person_id.clone(), swap.with_person_id.clone()])
        .collect();
    let names = nicknames(conn, &people)?;
    let mut views = vec![];
    for Swap {
        id,
        session_id,
        person_id,
        with_session_id,
        with_person_id,
        ..
    } in swaps
    {
        let is_mine = person_id == *person;
        let given = part(&session_id, &person_id)?;
        let gotten = part(&with_session_id, &with_person_id)?;
        let (Some(given), Some(gotten)) = (given, gotten) else {
            continue;
        };
        let other = if is_mine { &with_person_id } else { &person_id };
        let (you_give, you_get) = if is_mine { (given, gotten) } else { (gotten, given) };
        views.push(SwapView {
            id,
            is_mine,
            with_nickname: names.get(other).cloned().unwrap_or_default(),
            you_give,
            you_get,
        });
    }
    Ok(views)
}

/// The exchanges of the caller's part in a session that no rule would refuse, within a week of it in the same district, the nearest first.
pub(crate) async fn swap_options(ctx: &Context, id: SessionId) -> Result<Vec<SwapOption>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let seen = look(conn, who, &id)?;
        allowed(seen.role.is_some() && who.works() && is_colleague(who, &seen.session))?;
        must_be_coverable(&seen.session, now)?;
        let own = seen.session;
        let around = (
            (own.starts_at - DAYS_AROUND * DAY).max(now),
            own.starts_at + DAYS_AROUND * DAY,
        );
        let day = |at, days| -> Result<String> { Ok(add_days(date_in(&own.zone, at)?, days)?.to_string()) };
        let dates = (day(around.0, -1)?, day(around.1, 1)?);
        let mut all = list_between(conn, &own.district_id, around, (&dates.0, &dates.1))?;
        all.retain(|session| session.id != own.id);
        all.sort_by_key(|session| ((session.starts_at - own.starts_at).abs(), session.id.clone()));
        let mut loaded: Vec<Session> = all.clone();
        loaded.push(own.clone());
        let board = SwapBoard::load(conn, &loaded)?;
        let outlines = Outlines::load(conn, &loaded.iter().collect::<Vec<_>>())?;
        let staff_of = assignments::store::list_assignments(
            conn,
            &all.iter().map(|session| session.id.clone()).collect::<Vec<_>>(),
        )?;
        let gives = Part {
            session: &own.id,
            person: &who.person,
        };
        let mut options = vec![];
        for session in &all {
            let staff = staff_of
                .iter()
                .filter(|(row, _)| row.session_id == session.id && row.state.is_active());
            for (row, nickname) in staff {
                let gets = Part {
                    session: &session.id,
                    person: &row.person_id,
                };
                let is_possible = board.reasons(gives, gets)?.is_some_and(|reasons| !blocks(&reasons));
                if is_possible && options.len() < MOST_OFFERED {
                    options.push(SwapOption {
                        with_person_id: row.person_id.clone(),
                        with_nickname: nickname.clone(),
                        you_get: SwapPart {
                            session: outlines.outline(session)?,
                            role: row.role,
                        },
                    });
                }
            }
        }
        Ok::<_, Error>(options)
    })
    .await
}

//! Sessions that a change has hit, as whoever plans sees them.

use crate::accounts::Context;
use crate::accounts::access::{Permissions, Scope};
use crate::db::Conn;
use crate::districts::api::{self, HitProblem, HitSession};
use crate::error::{Error, Result};
use crate::ids::{ClosureId, SessionId, StudioId};
use crate::local_time::add_days;
use crate::scheduling::problems::store::{Ahead, list_ahead, list_problems};
use crate::scheduling::rules::{Reason, Rule, Severity};
use crate::scheduling::sessions::store::Session;
use crate::scheduling::types::store::type_names;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::HashMap;

/// Sessions with what is wrong with them.
pub(crate) fn hit_sessions(conn: &mut Conn, hit: Vec<(Session, Vec<Reason>)>) -> Result<Vec<HitSession>> {
    let studios: Vec<StudioId> = hit.iter().map(|(session, _)| session.studio_id.clone()).collect();
    let types = type_names(conn, &studios)?;
    let problem = |reason: Reason| HitProblem {
        rule: reason.rule.to_string(),
        subject_id: reason.subject_id.unwrap_or_default(),
        subject: reason.subject,
    };
    let line = |(session, reasons): (Session, Vec<Reason>)| HitSession {
        id: session.id,
        type_name: types
            .get(&(session.studio_id.clone(), session.type_code))
            .filter(|_| session.title.is_empty())
            .cloned(),
        title: session.title,
        studio_id: session.studio_id,
        room_id: session.room_id,
        local_date: session.local_date,
        local_start: session.local_start,
        row_version: session.row_version,
        problems: reasons.into_iter().map(problem).collect(),
    };
    Ok(hit.into_iter().map(line).collect())
}

/// The sessions ahead that are blocked and about which nobody has decided, of those that `is_wanted`.
pub(crate) fn standing_hits(
    conn: &mut Conn,
    ahead: &Ahead,
    now: i64,
    is_wanted: impl Fn(&Session) -> bool,
) -> Result<Vec<HitSession>> {
    let mut sessions = list_ahead(conn, ahead, now)?;
    sessions.retain(is_wanted);
    let ids: Vec<SessionId> = sessions.iter().map(|session| session.id.clone()).collect();
    let mut problems: HashMap<SessionId, Vec<Reason>> = HashMap::new();
    for row in list_problems(conn, &ids)? {
        if row.severity == Severity::Block {
            let reason: Reason = serde_json::from_str(&row.reason)?;
            problems.entry(row.session_id).or_default().push(reason);
        }
    }
    let hit = sessions.into_iter().filter_map(|session| {
        let reasons = problems.remove(&session.id)?;
        Some((session, reasons))
    });
    let hit = hit.collect();
    hit_sessions(conn, hit)
}

/// The sessions that stand in a closure, of the studios that the caller coordinates.
pub(crate) async fn sessions_in_closure(ctx: &Context, id: ClosureId) -> Result<Vec<HitSession>> {
    let now = ctx.now();
    ctx.read(move |conn, who| {
        let mut found = vec![];
        for part in api::seen_closure(conn, who, &id)? {
            let studio = api::seen_studio(conn, who, &part.studio_id)?;
            who.must_coordinate(&studio.district_id)?;
            let first: Date = part.from_date.parse().map_err(Error::internal)?;
            let ahead = Ahead {
                studio: Some(studio.id),
                // hours of the evening before may reach into it
                dates: Some((add_days(first, -1)?.to_string(), part.to_date.clone())),
                ..Ahead::default()
            };
            found.extend(standing_hits(conn, &ahead, now, |_| true)?);
        }
        let is_shut = |problem: &HitProblem| problem.rule == Rule::OutsideOpeningHours.as_str();
        found.retain(|hit: &HitSession| hit.problems.iter().any(is_shut));
        Ok(found)
    })
    .await
}

/// What a change breaks: sessions that could not be planned like this any more. They stay until somebody decides.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct ChangeHit {
    pub sessions_hit: Vec<HitSession>,
    /// How many more there are in districts that the reader does not see.
    pub elsewhere: usize,
}

/// Those that the reader may know by name, and how many others.
pub(crate) fn hit_of(
    conn: &mut Conn,
    who: &Permissions,
    is_own: bool,
    hit: Vec<(Session, Vec<Reason>)>,
) -> Result<ChangeHit> {
    let seen = if is_own {
        Scope::All
    } else {
        who.coordinated_or_supervised()
    };
    let all = hit.len();
    let known = hit
        .into_iter()
        .filter(|(session, _)| seen.contains(&session.district_id))
        .collect();
    let sessions_hit = hit_sessions(conn, known)?;
    Ok(ChangeHit {
        elsewhere: all - sessions_hit.len(),
        sessions_hit,
    })
}

//! Many sessions moved in one action: to another room, also of another studio, or by some days.

use crate::accounts::Context;
use crate::accounts::access::Permissions;
use crate::db::Tx;
use crate::districts::api;
use crate::districts::model::Studio as StudioRow;
use crate::error::{Code, Error, Result};
use crate::ids::{RoomId, SessionId, StudioId};
use crate::local_time::add_days;
use crate::scheduling::access::{look_locked, planning_access};
use crate::scheduling::claims::actions::fill;
use crate::scheduling::claims::store::{delete_claims, list_rooms_of};
use crate::scheduling::notices::actions::Snapshot;
use crate::scheduling::rules::{Proposal, Reason, Room, Studio, blocks};
use crate::scheduling::sessions::actions::locks::lock_many;
use crate::scheduling::sessions::actions::record::must_have_seen;
use crate::scheduling::sessions::actions::reschedule::{MoveTo, put};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::slot::Slot;
use crate::scheduling::types::store::find_type;
use crate::scheduling::validation::proposals::{current_proposals, room_of};
use crate::scheduling::validation::{on_calendar, validate_change};
use jiff::civil::{Date, Time};

/// Most sessions that one request moves.
pub(crate) const MOST: usize = 200;

/// Which sessions, and where they go.
#[derive(Clone, Debug)]
pub(crate) struct MoveMany {
    /// Each with the version that the caller has seen.
    pub sessions: Vec<(SessionId, i64)>,
    /// The room that all of them get, of any studio that the caller plans in.
    pub room: Option<RoomId>,
    /// How many days later, or earlier.
    pub shift_days: i64,
}

/// Where one of them goes.
#[derive(Clone, Debug)]
pub(crate) struct Moved {
    pub session: Session,
    pub to: Proposal,
    /// What speaks against it, as the caller may know it; empty when it can go.
    pub reasons: Vec<Reason>,
}

/// Moves all of them, or none when something speaks against one; a dry run moves none. The second value says whether they were moved.
/// They may change places among each other: all of them leave before the first one arrives.
pub(crate) async fn move_sessions(ctx: &Context, wanted: MoveMany, is_dry_run: bool) -> Result<(Vec<Moved>, bool)> {
    ctx.write(move |tx, who| {
        let all = tx.rehearse(|tx| move_all(tx, who, &wanted))?;
        let is_free = all.iter().all(|one| one.reasons.is_empty());
        if is_dry_run || !is_free {
            return Ok((all, false));
        }
        Ok((move_all(tx, who, &wanted)?, true))
    })
    .await
}

/// The room that all get, in its studio.
struct Target {
    studio: StudioRow,
    room: Room,
}

fn move_all(tx: &mut Tx<'_>, who: &Permissions, wanted: &MoveMany) -> Result<Vec<Moved>> {
    let mut ids = wanted.sessions.clone();
    ids.sort();
    let mut sessions = vec![];
    for (id, row_version) in &ids {
        let seen = look_locked(tx.conn(), who, id)?;
        seen.must(who, SessionVerb::Move, tx.now())?;
        must_have_seen(tx, &seen.session, *row_version)?;
        if seen.session.starts_at <= tx.now() {
            return Err(Error::from(Code::WrongState).with("state", seen.session.state));
        }
        sessions.push(seen.session);
    }
    let target = target(tx, who, wanted)?;
    let mut studios: Vec<StudioId> = sessions.iter().map(|session| session.studio_id.clone()).collect();
    studios.extend(target.as_ref().map(|target| target.studio.id.clone()));
    lock_many(tx, &studios, &sessions)?;
    let before = current_proposals(tx.conn(), &sessions)?;
    let was: Vec<Snapshot> = sessions
        .iter()
        .map(|session| Snapshot::read(tx.conn(), session))
        .collect::<Result<_>>()?;
    let mut left = vec![];
    for session in &sessions {
        left.extend(list_rooms_of(tx.conn(), &session.id)?);
        delete_claims(tx.conn(), &session.id)?;
    }
    let mut moved = vec![];
    for ((session, before), was) in sessions.into_iter().zip(before).zip(was) {
        let to = proposal(tx, &session, &before, target.as_ref(), wanted.shift_days)?;
        moved.push(move_one(tx, who, session, (&was, &before), to)?);
    }
    fill(tx, left)?;
    moved.sort_by_key(|one| one.to.slot.span.from_at);
    Ok(moved)
}

fn target(tx: &mut Tx<'_>, who: &Permissions, wanted: &MoveMany) -> Result<Option<Target>> {
    let Some(id) = &wanted.room else { return Ok(None) };
    let found = api::room(tx.conn(), id)?.ok_or_else(|| Error::field("room_id", "not_found"))?;
    let studio = planning_access(tx.conn(), who, &found.studio_id)?.studio;
    let room = room_of(tx.conn(), &studio, id)?;
    Ok(Some(Target { studio, room }))
}

fn proposal(
    tx: &mut Tx<'_>,
    session: &Session,
    before: &Proposal,
    target: Option<&Target>,
    shift_days: i64,
) -> Result<Proposal> {
    let mut to = before.clone();
    if let Some(target) = target {
        to.room = target.room.clone();
        let studio = &target.studio;
        if studio.id != before.studio.id {
            let kind = find_type(tx.conn(), &studio.id, &session.type_code)?;
            to.kind = kind.ok_or_else(|| Error::field("room_id", "not_allowed"))?;
            to.studio = Studio {
                id: studio.id.clone(),
                district_id: studio.district_id.clone(),
                name: studio.name.clone(),
                zone: studio.zone.clone(),
                is_active: studio.is_active,
            };
        }
    }
    let date: Date = session.local_date.parse().map_err(Error::internal)?;
    let start: Time = session.local_start.parse().map_err(Error::internal)?;
    to.slot = Slot::new(&to.studio.zone, add_days(date, shift_days)?, start, session.minutes())?;
    if to.slot.span != before.slot.span || to.studio.id != before.studio.id {
        to.overrides.clear();
    }
    Ok(to)
}

/// Judges one move, and makes it when nothing speaks against it.
fn move_one(
    tx: &mut Tx<'_>,
    who: &Permissions,
    session: Session,
    (was, before): (&Snapshot, &Proposal),
    to: Proposal,
) -> Result<Moved> {
    let mut reasons = validate_change(tx.conn(), on_calendar(&session, before), &to)?;
    if to.slot.span.from_at < tx.now() {
        return Err(Code::InPast.into());
    }
    let is_free = !blocks(&reasons);
    reasons.retain(|reason| !is_free && reason.is_block() && !reason.is_overridden && !reason.is_standing);
    if is_free {
        let move_to = MoveTo {
            proposal: to.clone(),
            overrides: &[],
            is_past_meant: false,
        };
        put(tx, who, session.clone(), (was, before), move_to)?;
    }
    let districts = who.coordinated();
    Ok(Moved {
        session,
        to,
        reasons: reasons.into_iter().map(|reason| reason.seen_by(&districts)).collect(),
    })
}

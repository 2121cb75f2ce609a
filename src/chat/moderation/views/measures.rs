//! What is done in a room, and what the person concerned sees of it.

use crate::accounts::access::{Caller, Permissions};
use crate::chat::model::{OwnerKind, Seat, SeatRole};
use crate::chat::moderation::model::{Act, MemberRules, Reason, RoomRules, Rung, Verb, next_step};
use crate::chat::moderation::store::{self, acts::OnMe};
use crate::chat::store as room_store;
use crate::chat::{Chat, access};
use crate::clock::Millis;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ActId, ChatRoomId, MessageId, PersonId, SeatId};
use serde::Serialize;
use std::collections::HashMap;
use utoipa::ToSchema;

/// Acts in one answer.
const SHOWN: i64 = 50;

/// Something that was done in a room.
#[derive(Debug, Serialize, ToSchema)]
pub struct Measure {
    id: ActId,
    verb: Verb,
    reason: Reason,
    at: Millis,
    /// Until when it holds; none of what holds for good.
    #[schema(required = true)]
    until: Option<Millis>,
    /// The name in the room of who did it, while they sit there; nobody for the thresholds of flags.
    #[schema(required = true)]
    by: Option<String>,
    #[schema(required = true)]
    membership_id: Option<SeatId>,
    #[schema(required = true)]
    m: Option<MessageId>,
}

/// A participant as whoever holds the room sees them.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberState {
    membership_id: SeatId,
    name: String,
    #[schema(required = true)]
    muted_until: Option<Millis>,
    #[schema(required = true)]
    held_until: Option<Millis>,
    is_read_only: bool,
    /// The last step of the district's ladder that was taken, and the one that is proposed next.
    #[schema(required = true)]
    step: Option<Verb>,
    #[schema(required = true)]
    next_step: Option<Verb>,
}

/// What holds in a room and what was done there.
#[derive(Debug, Serialize, ToSchema)]
pub struct RoomMeasures {
    #[serde(flatten)]
    rules: RoomRules,
    members: Vec<MemberState>,
    items: Vec<Measure>,
}

/// Something that was done to the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyMeasure {
    id: ActId,
    room_id: ChatRoomId,
    room: String,
    verb: Verb,
    reason: Reason,
    at: Millis,
    #[schema(required = true)]
    until: Option<Millis>,
    /// They may ask a supervisor to look at it.
    may_appeal: bool,
    has_appealed: bool,
    /// What was decided: `uphold` or `lift`.
    #[schema(required = true)]
    decision: Option<String>,
}

/// What holds in a room for the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct Moderated {
    #[serde(flatten)]
    rules: RoomRules,
    /// In a slow room: when the caller may write again.
    #[schema(required = true)]
    slow_until: Option<Millis>,
    #[schema(required = true)]
    muted_until: Option<Millis>,
    #[schema(required = true)]
    held_until: Option<Millis>,
    is_read_only: bool,
    /// Messages of the caller that wait for a look.
    waiting: i64,
    /// The newest thing that was done to the caller here.
    #[schema(required = true)]
    measure: Option<MyMeasure>,
}

fn coming(at: Millis, now: Millis) -> Option<Millis> {
    (at > now && at < Millis::MAX).then_some(at)
}

impl Measure {
    pub(in crate::chat) fn of(act: Act, names: &HashMap<PersonId, String>) -> Self {
        Measure {
            id: act.id,
            verb: act.verb,
            reason: act.reason,
            at: act.at,
            until: act.until.filter(|until| *until < Millis::MAX),
            by: act.actor.and_then(|actor| names.get(&actor).cloned()),
            membership_id: act.on.map(|(_, seat)| seat),
            m: act.message,
        }
    }
}

impl From<OnMe> for MyMeasure {
    fn from((act, room, has_appealed, decision): OnMe) -> Self {
        MyMeasure {
            id: act.id,
            room_id: act.room,
            room,
            verb: act.verb,
            reason: act.reason,
            at: act.at,
            until: act.until.filter(|until| *until < Millis::MAX),
            may_appeal: act.verb.is_open_to_appeal() && !has_appealed,
            has_appealed,
            decision,
        }
    }
}

impl Moderated {
    /// What holds in a room for the person of a seat.
    pub fn load(conn: &mut Conn, seat: &Seat, now: Millis) -> Result<Self> {
        let (rules, member) = store::rules::find_rules(conn, &seat.room_id, &seat.person_id)?;
        let slow_until = member.last_at + rules.slow_seconds * 1_000;
        let newest = store::acts::list_on(conn, &seat.person_id, Some(&seat.room_id), 1)?.pop();
        Ok(Moderated {
            slow_until: coming(slow_until, now)
                .filter(|_| rules.slow_seconds > 0 && seat.role == SeatRole::Participant),
            rules,
            muted_until: coming(member.muted_until, now),
            held_until: coming(member.held_until, now),
            is_read_only: member.read_only_at.is_some(),
            waiting: store::acts::count_held(conn, &seat.id)?,
            measure: newest.map(MyMeasure::from),
        })
    }
}

/// What holds in a room and what was done there. A coordinator without a seat sees the rules of the whole room and no names (safety 8).
pub async fn list_measures(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<RoomMeasures> {
    let now = chat.db.now();
    chat.db
        .read(move |conn| {
            let room = access::administered_room(conn, &room, &caller)?;
            let own = room_store::seats::find_seat_of(conn, &room.id, &caller.person)?;
            let holds = own.is_some_and(|seat| seat.role == SeatRole::Facilitator);
            let sees_people = holds || room.owner_kind == OwnerKind::Team;
            let (rules, _) = store::rules::find_rules(conn, &room.id, &caller.person)?;
            let seats = room_store::seats::list_seats_at(conn, &room.id, i64::MAX)?;
            let people: Vec<PersonId> = seats.iter().map(|seat| seat.person_id.clone()).collect();
            let restrained: HashMap<_, _> = store::rules::list_members(conn, &room.id)?.into_iter().collect();
            let rungs: HashMap<PersonId, Rung> = match &room.district_id {
                Some(district) => store::rules::list_rungs(conn, district, &people)?.into_iter().collect(),
                None => HashMap::new(),
            };
            let member = |seat: &Seat| {
                let rules = restrained.get(&seat.person_id).copied().unwrap_or_default();
                let MemberRules {
                    muted_until,
                    held_until,
                    read_only_at,
                    ..
                } = rules;
                let step = rungs.get(&seat.person_id).and_then(|rung| rung.step);
                MemberState {
                    membership_id: seat.id.clone(),
                    name: seat.display_name.clone(),
                    muted_until: coming(muted_until, now),
                    held_until: coming(held_until, now),
                    is_read_only: read_only_at.is_some(),
                    step,
                    next_step: room.district_id.is_some().then(|| next_step(step)),
                }
            };
            let participants = seats.iter().filter(|seat| seat.role == SeatRole::Participant);
            let members = participants.filter(|_| sees_people).map(member).collect();
            let names: HashMap<_, _> = seats
                .iter()
                .map(|s| (s.person_id.clone(), s.display_name.clone()))
                .collect();
            let mut acts = store::acts::list_acts(conn, &room.id, SHOWN)?;
            acts.retain(|act| sees_people || (act.on.is_none() && act.message.is_none()));
            Ok(RoomMeasures {
                rules,
                members,
                items: acts.into_iter().map(|act| Measure::of(act, &names)).collect(),
            })
        })
        .await
}

/// What was done to the caller, the newest first.
pub async fn list_my_measures(chat: &Chat, caller: Caller) -> Result<Vec<MyMeasure>> {
    chat.db
        .read(move |conn| {
            Permissions::of_person(conn, &caller.person)?;
            let rows = store::acts::list_on(conn, &caller.person, None, SHOWN)?;
            Ok(rows.into_iter().map(MyMeasure::from).collect::<Vec<_>>())
        })
        .await
}

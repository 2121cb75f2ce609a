//! What can be done to one member: mute, hold, remove, the ladder.

use super::context::{MeasureContext, participant};
use super::{ActDetail, NewAct};
use crate::accounts::access::Permissions;
use crate::chat::model::{OwnerKind, SeatRole};
use crate::chat::moderation::access;
use crate::chat::moderation::model::{Act, MemberRules, Reason, Rung, Verb, step_before};
use crate::chat::moderation::store;
use crate::chat::seats::actions::seats::{end_seat, give_seat, may_be_seated};
use crate::chat::store as room_store;
use crate::clock::Millis;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, DistrictId, PersonId, SeatId};

pub(super) fn on_member(tx: &mut Tx<'_>, context: &MeasureContext<'_>) -> Result<(Act, i64)> {
    let (room, asked, now) = (&context.room.id, context.asked, tx.now());
    match asked.verb {
        Verb::Remove => {
            room_store::rooms::lock_head(tx.conn(), room)?;
            let seat = participant(tx, context)?;
            // told first, so that the person hears why before they hear nothing more
            let done = context.new_act().record(
                tx,
                Some((seat.person_id.clone(), seat.id.clone())),
                ActDetail::default(),
            )?;
            end_seat(tx, &seat)?;
            Ok((done.0, done.1 + 1))
        }
        Verb::Mute | Verb::Unmute | Verb::Hold | Verb::Unhold => {
            room_store::rooms::lock_head(tx.conn(), room)?;
            let seat = participant(tx, context)?;
            let (_, rules) = store::rules::find_rules(tx.conn(), room, &seat.person_id)?;
            let (rules, until) = restrained(rules, asked.verb, now, || asked.until(now))?;
            store::rules::update_member(tx.conn(), room, &seat.person_id, rules)?;
            let detail = ActDetail {
                until,
                ..ActDetail::default()
            };
            context.new_act().record(tx, Some((seat.person_id, seat.id)), detail)
        }
        _ => step(tx, context, now),
    }
}

/// The rules after one of the four verbs on them, and until when it holds.
pub(super) fn restrained(
    mut rules: MemberRules,
    verb: Verb,
    now: Millis,
    until: impl FnOnce() -> Result<Millis>,
) -> Result<(MemberRules, Option<Millis>)> {
    let (holds, is_on) = match verb {
        Verb::Mute | Verb::Unmute => (&mut rules.muted_until, verb == Verb::Mute),
        _ => (&mut rules.held_until, verb == Verb::Hold),
    };
    if is_on {
        *holds = until()?;
        let end = *holds;
        return Ok((rules, Some(end)));
    }
    if *holds <= now {
        return Err(Code::WrongState.into());
    }
    *holds = 0;
    Ok((rules, None))
}

/// A step of the ladder of the room's district. The third takes them out of its member rooms at once.
fn step(tx: &mut Tx<'_>, context: &MeasureContext<'_>, now: Millis) -> Result<(Act, i64)> {
    let (room, verb) = (context.room, context.asked.verb);
    let district = room.district_id.as_ref().ok_or(Code::WrongState)?;
    let until = verb.days_away().map(|days| now.saturating_add(days));
    if until.is_some() && verb != Verb::Away2Weeks && !access::may_send_away_for_long(context.permissions, district) {
        return Err(Code::NotAllowed.into());
    }
    let person = participant(tx, context)?.person_id;
    let places = match until {
        Some(_) => store::rules::list_member_seats(tx.conn(), district, &person)?,
        None => vec![],
    };
    // every room that is touched, in one order for everybody
    let mut rooms: Vec<_> = places.iter().map(|seat| &seat.room_id).chain([&room.id]).collect();
    rooms.sort();
    rooms.dedup();
    for room in rooms {
        room_store::rooms::lock_head(tx.conn(), room)?;
    }
    // looked at again under the locks
    let seat = participant(tx, context)?;
    let places = match until {
        Some(_) => store::rules::list_member_seats(tx.conn(), district, &person)?,
        None => vec![],
    };
    let before = store::rules::find_rung(tx.conn(), district, &person)?;
    let rung = Rung {
        step: Some(verb),
        away_until: until.unwrap_or(before.away_until),
    };
    store::rules::update_rung(tx.conn(), district, &person, &rung, now)?;
    let detail = ActDetail {
        until,
        ..ActDetail::default()
    };
    let (act, mut seq) = context.new_act().record(tx, Some((seat.person_id, seat.id)), detail)?;
    for place in &places {
        end_seat(tx, place)?;
        seq += i64::from(place.room_id == room.id);
    }
    Ok((act, seq))
}

/// Undoes what was done to a member, for an appeal that was right.
pub(super) fn undo(tx: &mut Tx<'_>, act: &Act, district: &DistrictId, actor: &PersonId) -> Result<()> {
    let Some((person, seat)) = act.on.clone() else {
        return Err(Code::WrongState.into());
    };
    let now = tx.now();
    let (_, rules) = store::rules::find_rules(tx.conn(), &act.room, &person)?;
    let verb = match act.verb {
        Verb::Mute | Verb::Hold => {
            let verb = if act.verb == Verb::Mute {
                Verb::Unmute
            } else {
                Verb::Unhold
            };
            // one that has run out meanwhile is only told to have been wrong
            if let Ok((rules, _)) = restrained(rules, verb, now, || Err(Error::not_found())) {
                store::rules::update_member(tx.conn(), &act.room, &person, rules)?;
            }
            verb
        }
        Verb::ReadOnly => return reopen_in(tx, &act.room, (person, seat), actor),
        Verb::Remove => Verb::Return,
        _ => {
            let rung = Rung {
                step: step_before(act.verb),
                away_until: 0,
            };
            store::rules::update_rung(tx.conn(), district, &person, &rung, now)?;
            Verb::Back
        }
    };
    let new_act = NewAct {
        room: &act.room,
        verb,
        reason: Reason::Mistake,
        actor: Some(actor),
    };
    let room = room_store::rooms::find_room(tx.conn(), &act.room)?.ok_or_else(Error::not_found)?;
    let is_out = verb == Verb::Return || act.verb.days_away().is_some() && room.owner_kind == OwnerKind::Series;
    // back in the room, if they still may and want to sit there
    let who = Permissions::if_active(tx.conn(), &person)?;
    let comes_back = is_out && may_be_seated(tx, &room, &who, SeatRole::Participant).is_ok();
    let seat = if comes_back {
        give_seat(tx, &act.room, &person, SeatRole::Participant)?.id
    } else {
        seat
    };
    new_act.record(tx, Some((person, seat)), ActDetail::default())?;
    Ok(())
}

/// Lets an author write again whom flags had silenced.
pub(super) fn reopen_in(tx: &mut Tx<'_>, room: &ChatRoomId, on: (PersonId, SeatId), actor: &PersonId) -> Result<()> {
    let (_, rules) = store::rules::find_rules(tx.conn(), room, &on.0)?;
    let rules = MemberRules {
        read_only_at: None,
        looked_at: tx.now(),
        ..rules
    };
    store::rules::update_member(tx.conn(), room, &on.0, rules)?;
    let new_act = NewAct {
        room,
        verb: Verb::Reopen,
        reason: Reason::Settled,
        actor: Some(actor),
    };
    new_act.record(tx, Some(on), ActDetail::default())?;
    Ok(())
}

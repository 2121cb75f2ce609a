//! What a measure needs besides the transaction.

use super::NewAct;
use crate::accounts::access::Permissions;
use crate::chat::model::{Room, Seat, SeatRole};
use crate::chat::moderation::model::NewMeasure;
use crate::chat::store as room_store;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::keys::Keys;

pub(super) struct MeasureContext<'a> {
    pub(super) keys: &'a Keys,
    pub(super) permissions: &'a Permissions,
    pub(super) room: &'a Room,
    pub(super) asked: &'a NewMeasure,
}

impl MeasureContext<'_> {
    pub(super) fn new_act(&self) -> NewAct<'_> {
        NewAct {
            room: &self.room.id,
            verb: self.asked.verb,
            reason: self.asked.reason,
            actor: Some(&self.permissions.person),
        }
    }
}

/// The seat that a measure is about: a participant, and not the caller.
pub(super) fn participant(tx: &mut Tx<'_>, context: &MeasureContext<'_>) -> Result<Seat> {
    let seat = context
        .asked
        .seat
        .as_ref()
        .ok_or_else(|| Error::field("membership_id", "required"))?;
    let seat = room_store::seats::find_seat(tx.conn(), &context.room.id, seat)?.ok_or_else(Error::not_found)?;
    if seat.role != SeatRole::Participant || seat.person_id == context.permissions.person {
        return Err(Error::field("membership_id", "not_allowed"));
    }
    Ok(seat)
}

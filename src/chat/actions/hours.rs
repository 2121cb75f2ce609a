//! When member rooms are held (safety 41).

use super::super::model::Room;
use super::super::staffed::Hours;
use super::super::{Chat, front, store};
use crate::accounts::access::{Caller, Standing};
use crate::audit::{self, AuditSubject, AuditVerb, Entry};
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, DistrictId, mint};

/// A coordinator sets the hours of all member rooms of a district.
pub async fn set_district_hours(chat: &Chat, caller: Caller, district: DistrictId, hours: Vec<Hours>) -> Result<()> {
    let kit = chat.kit();
    chat.db
        .write(move |tx| {
            Standing::load(tx.conn(), &caller)?.must_coordinate(&district)?;
            front::set_staffed_hours_in(tx, &kit, &district, &hours)?;
            let (clock, chance, by) = (&kit.clock, &kit.chance, Some(&caller.person));
            let entry = Entry::new(
                clock,
                chance,
                by,
                AuditVerb::SetStaffedHours,
                AuditSubject::District,
                &district,
            );
            Ok(audit::record(tx, &entry.detail(serde_json::json!({ "hours": hours })))?)
        })
        .await
}

/// A coordinator gives one member room hours of its own, or with none those of its district.
pub async fn set_room_hours(chat: &Chat, caller: Caller, room: ChatRoomId, hours: Vec<Hours>) -> Result<()> {
    let kit = chat.kit();
    chat.db
        .write(move |tx| {
            let standing = Standing::load(tx.conn(), &caller)?;
            let found = store::rooms::find_room(tx.conn(), &room)?.ok_or_else(Error::not_found)?;
            let is_seated = store::seats::find_seat_of(tx.conn(), &room, &caller.person)?.is_some();
            must_coordinate(&standing, &found, is_seated)?;
            if !found.needs_holding() {
                // other rooms need no holding
                return Err(Code::WrongState.into());
            }
            let (clock, chance, by) = (&kit.clock, &kit.chance, Some(&caller.person));
            let rows: Vec<_> = hours.iter().map(|hours| (mint(clock, chance), *hours)).collect();
            store::hours::replace_of_room(tx.conn(), &room, &rows)?;
            let entry = Entry::new(
                clock,
                chance,
                by,
                AuditVerb::SetStaffedHours,
                AuditSubject::ChatRoom,
                &room,
            );
            Ok(audit::record(tx, &entry.detail(serde_json::json!({ "hours": hours })))?)
        })
        .await
}

fn must_coordinate(standing: &Standing, room: &Room, is_seated: bool) -> Result<()> {
    let may = match &room.district_id {
        Some(district) => standing.coordinates(district),
        None => standing.is_headquarters(),
    };
    match (may, is_seated) {
        (true, _) => Ok(()),
        (false, true) => Err(Code::NotAllowed.into()),
        (false, false) => Err(Error::not_found()),
    }
}

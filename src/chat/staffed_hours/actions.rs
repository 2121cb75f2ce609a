//! Setting the staffed hours of member rooms (safety 41).

use crate::accounts::access::{Caller, Permissions};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::chat::model::Room;
use crate::chat::staffed_hours::model::Hours;
use crate::chat::{Chat, store};
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{ChatRoomId, DistrictId};

/// Sets the hours in which the member rooms of a district are staffed.
pub fn replace_district_hours(tx: &mut Tx<'_>, district: &DistrictId, hours: &[Hours]) -> Result<()> {
    let rows: Vec<_> = hours.iter().map(|hours| (tx.mint::<String>(), *hours)).collect();
    Ok(store::help::replace_district_hours(tx.conn(), district, &rows)?)
}

/// A coordinator sets the hours of all member rooms of a district.
pub async fn set_district_hours(chat: &Chat, caller: Caller, district: DistrictId, hours: Vec<Hours>) -> Result<()> {
    chat.db
        .write(move |tx| {
            Permissions::load(tx.conn(), &caller)?.must_coordinate(&district)?;
            replace_district_hours(tx, &district, &hours)?;
            let by = Some(&caller.person);
            let entry = Entry::new(by, AuditVerb::SetStaffedHours, AuditSubject::District, &district);
            Ok(tx.audit(&entry.detail(serde_json::json!({ "hours": hours })))?)
        })
        .await
}

/// A coordinator gives one member room hours of its own, or with none those of its district.
pub async fn set_room_hours(chat: &Chat, caller: Caller, room: ChatRoomId, hours: Vec<Hours>) -> Result<()> {
    chat.db
        .write(move |tx| {
            let who = Permissions::load(tx.conn(), &caller)?;
            let found = store::rooms::find_room(tx.conn(), &room)?.ok_or_else(Error::not_found)?;
            let is_seated = store::seats::find_seat_of(tx.conn(), &room, &caller.person)?.is_some();
            must_coordinate(&who, &found, is_seated)?;
            if !found.needs_staffing() {
                // other rooms need no staffing
                return Err(Code::WrongState.into());
            }
            let by = Some(&caller.person);
            let rows: Vec<_> = hours.iter().map(|hours| (tx.mint::<String>(), *hours)).collect();
            store::hours::replace_of_room(tx.conn(), &room, &rows)?;
            let entry = Entry::new(by, AuditVerb::SetStaffedHours, AuditSubject::ChatRoom, &room);
            Ok(tx.audit(&entry.detail(serde_json::json!({ "hours": hours })))?)
        })
        .await
}

fn must_coordinate(who: &Permissions, room: &Room, is_seated: bool) -> Result<()> {
    let may = match &room.district_id {
        Some(district) => who.coordinates(district),
        None => who.is_headquarters(),
    };
    match (may, is_seated) {
        (true, _) => Ok(()),
        (false, true) => Err(Code::NotAllowed.into()),
        (false, false) => Err(Error::not_found()),
    }
}

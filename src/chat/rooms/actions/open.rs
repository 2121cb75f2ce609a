//! Opening rooms.

use crate::accounts::access::{Caller, Permissions};
use crate::chat::groups::Groups;
use crate::chat::model::{EventKind, NewRoom, OwnerKind, SeatRole};
use crate::chat::rooms::actions::epoch::new_epoch;
use crate::chat::seats::actions::seats::{give_seat, may_be_seated, record_facilitator};
use crate::chat::{Chat, events, store};
use crate::clock::DAY;
use crate::config::ChatConfig;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::field;
use crate::ids::{ChatRoomId, DistrictId, PersonId, SeriesId};

/// Opens a room inside a transaction; its first event is the room itself.
pub fn open_room(tx: &mut Tx<'_>, settings: &ChatConfig, new: &NewRoom) -> Result<ChatRoomId> {
    let new = NewRoom {
        name: field::text("name", &new.name, 1, 80)?,
        ..new.clone()
    };
    let id = tx.mint::<ChatRoomId>();
    let now = tx.now();
    let days = match new.owner_kind {
        OwnerKind::Cohort => settings.keep_days_cohort,
        OwnerKind::Series | OwnerKind::Team => settings.keep_days,
    };
    let epoch = new_epoch(tx.chance());
    store::rooms::insert_room(tx.conn(), &id, &new, &epoch, i64::from(days.max(1)) * DAY, now)?;
    let head = store::rooms::bump_head(tx.conn(), &id, 0)?.ok_or_else(Error::not_found)?;
    let json = serde_json::json!({ "name": new.name, "owner_kind": new.owner_kind }).to_string();
    store::log::insert_event(tx.conn(), &id, head.seq, EventKind::Room, None, Some(&json), now)?;
    tx.after_commit(events::room(&id, head.seq, &json));
    Ok(id)
}

/// A coordinator opens a room for a team or a series; they hold it at first. Where members meet they leave it as soon as somebody
/// holds it who leads there, and before that no member is let in.
pub async fn open(chat: &Chat, caller: Caller, new: NewRoom) -> Result<ChatRoomId> {
    if new.owner_kind == OwnerKind::Cohort || (new.owner_kind == OwnerKind::Series) != new.owner_id.is_some() {
        // a cohort's room is opened by its cohort, and a series must be named
        return Err(Error::field("owner_kind", "not_allowed"));
    }
    let (settings, groups) = (chat.config.clone(), chat.groups.clone());
    chat.db
        .write(move |tx| {
            let who = Permissions::load(tx.conn(), &caller)?;
            let new = NewRoom {
                district_id: district_of(tx, groups.as_ref(), &new)?,
                ..new.clone()
            };
            match &new.district_id {
                Some(district) => who.must_coordinate(district)?,
                None => who.must_be_headquarters()?,
            }
            if let Some(owner) = &new.owner_id
                && store::rooms::find_room_of(tx.conn(), new.owner_kind, owner)?.is_some()
            {
                return Err(Code::NameTaken.into());
            }
            let room = open_room(tx, &settings, &new)?;
            let seat = give_seat(tx, &room, &caller.person, SeatRole::Facilitator)?;
            record_facilitator(tx, &caller.person, &seat)?;
            if let Some(series) = &new.owner_id {
                let now = tx.now();
                let leads = groups.list_leads(tx.conn(), series, now)?;
                seat_leads(tx, &room, leads, &caller.person)?;
            }
            Ok(room)
        })
        .await
}

/// Whoever leads the series holds its room too, as far as they may and have agreed to online rooms; the others are asked to by whoever opened
/// it.
fn seat_leads(tx: &mut Tx<'_>, room: &ChatRoomId, leads: Vec<PersonId>, but: &PersonId) -> Result<()> {
    let found = store::rooms::find_room(tx.conn(), room)?.ok_or_else(Error::not_found)?;
    for person in leads {
        if person == *but {
            continue;
        }
        let who = Permissions::if_active(tx.conn(), &person)?;
        match may_be_seated(tx, &found, &who, SeatRole::Facilitator) {
            Ok(()) => {
                let seat = give_seat(tx, room, &person, SeatRole::Facilitator)?;
                record_facilitator(tx, but, &seat)?;
            }
            Err(error) if error.code.status() >= 500 => return Err(error),
            Err(_) => {}
        }
    }
    Ok(())
}

/// Where a new room is: a series lies in its own district, whatever was asked for; a district must exist.
fn district_of(tx: &mut Tx<'_>, groups: &dyn Groups, new: &NewRoom) -> Result<Option<DistrictId>> {
    if let Some(series) = &new.owner_id {
        let series = SeriesId::parse(series).ok_or_else(Error::not_found)?;
        let district = groups
            .district_of_series(tx.conn(), &series)?
            .ok_or_else(Error::not_found)?;
        if new.district_id.as_ref().is_some_and(|asked| *asked != district) {
            return Err(Error::not_found());
        }
        return Ok(Some(district));
    }
    match &new.district_id {
        Some(district) if !store::rooms::has_district(tx.conn(), district)? => Err(Error::not_found()),
        district => Ok(district.clone()),
    }
}

//! Crisis cards and staffed hours as people see them.

use crate::accounts::access::{Caller, Permissions, allowed};
use crate::chat::help::{self, CrisisCard, KeptCard, kept_cards};
use crate::chat::staffed_hours::model::Hours;
use crate::chat::{Chat, access, store};
use crate::error::Result;
use crate::ids::{ChatRoomId, DistrictId, SessionId};

/// The crisis card of a place; the card for everywhere if the caller may not see the place.
pub async fn find_crisis_card(
    chat: &Chat,
    caller: Caller,
    (room, session, district): (Option<ChatRoomId>, Option<SessionId>, Option<DistrictId>),
) -> Result<CrisisCard> {
    let (now, groups) = (chat.db.now(), chat.groups.clone());
    chat.db
        .read(move |conn| {
            let mut known = None;
            if let Some(room) = room {
                if store::seats::find_seat_of(conn, &room, &caller.person)?.is_some() {
                    known = store::rooms::find_room(conn, &room)?.and_then(|room| room.district_id);
                }
            } else {
                let asked = match (session, district) {
                    (Some(session), _) => groups.district_of_session(conn, &session)?,
                    (None, asked) => asked,
                };
                let who = Permissions::of_person(conn, &caller.person)?;
                known = asked.filter(|asked| who.visible_districts().contains(asked));
            }
            help::card(conn, known.as_ref(), now)
        })
        .await
}

/// Every crisis card, for staff.
pub async fn list_crisis_cards(chat: &Chat, caller: Caller) -> Result<Vec<KeptCard>> {
    let now = chat.db.now();
    chat.db
        .read(move |conn| {
            allowed(Permissions::load(conn, &caller)?.is_staff())?;
            kept_cards(conn, now)
        })
        .await
}

/// The staffed hours of a district that the caller sees.
pub async fn list_district_hours(chat: &Chat, caller: Caller, district: DistrictId) -> Result<Vec<Hours>> {
    chat.db
        .read(move |conn| {
            Permissions::load(conn, &caller)?.must_see(&district)?;
            Ok(store::hours::list_of_district(conn, &district)?)
        })
        .await
}

/// The staffed hours of a room about which the caller decides; none if it has those of its district.
pub async fn list_room_hours(chat: &Chat, caller: Caller, room: ChatRoomId) -> Result<Vec<Hours>> {
    chat.db
        .read(move |conn| {
            access::administered_room(conn, &room, &caller)?;
            Ok(store::hours::list_of_room(conn, &room)?)
        })
        .await
}

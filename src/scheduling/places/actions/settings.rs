//! How one session is booked, where it differs from its type.

use super::fill::fill;
use super::lock_places;
use crate::accounts::Context;
use crate::districts::api as districts;
use crate::error::{Error, Result};
use crate::ids::SessionId;
use crate::scheduling::access::look_locked;
use crate::scheduling::places::model::BookingMode;
use crate::scheduling::places::store::save_difference;
use crate::scheduling::sessions::actions::record::{must_have_seen, record};
use crate::scheduling::sessions::state::SessionVerb;
use crate::scheduling::types;
use serde_json::json;

/// How a session is to be booked; what is none is as its type has it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BookingChange {
    pub row_version: i64,
    pub mode: Option<BookingMode>,
    /// How many may take part.
    pub capacity: Option<i64>,
}

/// More places are offered at once; fewer than are taken takes nobody's place away (case 3).
pub(crate) async fn set_booking(ctx: &Context, id: SessionId, change: BookingChange) -> Result<()> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        seen.must(who, SessionVerb::Edit, tx.now())?;
        let mut session = seen.session;
        must_have_seen(tx, &session, change.row_version)?;
        lock_places(tx, &session, &who.person)?;
        let room = districts::room(tx.conn(), &session.room_id)?.ok_or_else(Error::not_found)?;
        let kind = types::store::find_type(tx.conn(), &session.studio_id, &session.type_code)?;
        let usual = kind.map_or(room.capacity, |kind| kind.max_people.min(room.capacity));
        if change
            .capacity
            .is_some_and(|wanted| wanted > room.capacity || wanted < 0)
        {
            return Err(Error::field("capacity", "out_of_range"));
        }
        save_difference(tx.conn(), &id, (change.mode, change.capacity))?;
        session.capacity = change.capacity.unwrap_or(usual);
        let detail = json!({ "mode": change.mode, "capacity": session.capacity });
        record(tx, &mut session, SessionVerb::Edit, &who.person, detail)?;
        fill(tx, &session, None)
    })
    .await
}

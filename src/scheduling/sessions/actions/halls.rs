//! A hall that is made of other rooms than before.

use crate::accounts::access::Scope;
use crate::db::Tx;
use crate::districts::api;
use crate::error::{Code, Error, Result};
use crate::ids::RoomId;
use crate::scheduling::claims::actions::{claim, fill};
use crate::scheduling::problems::store::{Ahead, list_ahead};
use crate::scheduling::validation::proposals::current_proposals;
use crate::scheduling::{blocks, claims};

/// The sessions ahead in a hall claim its parts as they are now. When one of them is taken by another session, the change is refused,
/// and the refusal says by which. Whoever calls it holds the studio's row.
pub(crate) fn reclaim_hall(tx: &mut Tx<'_>, hall: &RoomId) -> Result<()> {
    let now = tx.now();
    let room = api::room(tx.conn(), hall)?.ok_or_else(Error::not_found)?;
    let studio = api::studio(tx.conn(), &room.studio_id)?.ok_or_else(Error::not_found)?;
    let ahead = Ahead {
        room: Some(hall.clone()),
        ..Ahead::default()
    };
    let sessions = list_ahead(tx.conn(), &ahead, now)?;
    let own = Scope::Districts(vec![studio.district_id.clone()]);
    let mut left = vec![];
    for session in &sessions {
        left.extend(claims::store::list_rooms_of(tx.conn(), &session.id)?);
        claims::store::delete_claims(tx.conn(), &session.id)?;
    }
    let proposals = current_proposals(tx.conn(), &sessions)?;
    for (session, proposal) in sessions.iter().zip(&proposals) {
        claim(tx, &session.id, proposal, &own).map_err(|error| match error.code {
            Code::SessionRefused => error.and_field("parts", "overlap"),
            _ => error,
        })?;
    }
    fill(tx, left)?;
    blocks::actions::reclaim_hall(tx, &room, &studio)
}

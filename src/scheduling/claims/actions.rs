//! Claims follow the proposal that a session is, and the blocks of rooms fill what sessions leave.

use crate::accounts::access::Scope;
use crate::db::{Tx, dialect};
use crate::error::{Error, Result};
use crate::ids::{ClaimId, Minter, RoomId, SessionId};
use crate::scheduling::blocks::model::free_parts;
use crate::scheduling::claims::store::{Claim, OVERLAP, Resource};
use crate::scheduling::planning_rules::model::PlanningRule;
use crate::scheduling::planning_rules::store::load_book;
use crate::scheduling::rules::Proposal;
use crate::scheduling::slot::Span;
use crate::scheduling::validation::refusal::refused;
use crate::scheduling::validation::validate_one;
use crate::scheduling::{blocks, claims};

/// Gives back what the session has claimed and claims what the proposal implies: one path for all changes (S2). Should
/// the database see an overlap that the rules did not, the refusal is explained by judging again.
pub(crate) fn claim(tx: &mut Tx<'_>, session: &SessionId, proposal: &Proposal, districts: &Scope) -> Result<()> {
    let left = claims::store::list_rooms_of(tx.conn(), session)?;
    let of_room = room_span(tx, session, proposal, &left)?;
    let wanted = implied(tx.minter(), session, proposal, of_room);
    let done: diesel::QueryResult<()> = tx.attempt(|tx| {
        claims::store::delete_claims(tx.conn(), session)?;
        claims::store::insert_claims(tx.conn(), wanted)
    });
    match done {
        Err(error) if dialect::violates(&error, OVERLAP) => {
            return Err(refused(&validate_one(tx.conn(), proposal)?, districts));
        }
        done => done?,
    }
    fill(tx, left)
}

/// Gives back all that a session has claimed. Blocks that waited for its room have it from now on.
pub(crate) fn release(tx: &mut Tx<'_>, session: &SessionId) -> Result<()> {
    let left = claims::store::list_rooms_of(tx.conn(), session)?;
    claims::store::delete_claims(tx.conn(), session)?;
    fill(tx, left)
}

/// Blocks claim what sessions have left of rooms.
pub(crate) fn fill(tx: &mut Tx<'_>, left: Vec<(String, Span)>) -> Result<()> {
    for (room, span) in left {
        let room = RoomId::parse(&room).ok_or_else(|| Error::internal("a claim of no room"))?;
        fill_blocks(tx, &room, span)?;
    }
    Ok(())
}

/// Blocks claim of a room what is free of it in a span. What a session has, they get when it leaves.
pub(crate) fn fill_blocks(tx: &mut Tx<'_>, room: &RoomId, around: Span) -> Result<()> {
    for (block, day) in blocks::store::list_days(tx.conn(), room, around)? {
        let taken = claims::store::list_taken(tx.conn(), room, day)?;
        let ids = tx.minter();
        let claim = |part: Span| Claim {
            id: ids.mint::<ClaimId>(),
            resource_kind: Resource::Room,
            resource_id: room.as_str().to_owned(),
            session_id: None,
            block_id: Some(block.clone()),
            busy_from: part.from_at,
            busy_to: part.to_at,
            state: "confirmed",
        };
        let parts = free_parts(day, &taken).into_iter().map(claim).collect();
        claims::store::insert_claims(tx.conn(), parts)?;
    }
    Ok(())
}

/// How long the session takes its room: with the buffers that hold now, or, where it has neither another time nor another room,
/// as long as it did. A buffer that was changed meanwhile breaks nothing that stands.
fn room_span(tx: &mut Tx<'_>, session: &SessionId, proposal: &Proposal, has: &[(String, Span)]) -> Result<Span> {
    let span = proposal.slot.span;
    let atoms = proposal.room.atoms();
    let mut own = has
        .iter()
        .filter(|(room, _)| atoms.iter().any(|atom| atom.as_str() == room));
    if let Some((_, claimed)) = own.next()
        && claims::store::find_span(tx.conn(), session)? == Some(span)
    {
        return Ok(*claimed);
    }
    let studio = &proposal.studio;
    let rules = load_book(tx.conn())?.rules(&studio.id, &studio.district_id, &proposal.kind.code);
    Ok(span.widened(rules.span(PlanningRule::RoomBuffer)))
}

fn implied(ids: Minter<'_>, session: &SessionId, proposal: &Proposal, of_room: Span) -> Vec<Claim> {
    let claim = |kind, id: &str, span: Span| Claim {
        id: ids.mint::<ClaimId>(),
        resource_kind: kind,
        resource_id: id.to_owned(),
        session_id: Some(session.clone()),
        block_id: None,
        busy_from: span.from_at,
        busy_to: span.to_at,
        state: "confirmed",
    };
    let span = proposal.slot.span;
    let atoms = proposal.room.atoms();
    let rooms = atoms.iter().map(|room| claim(Resource::Room, room.as_str(), of_room));
    let people = proposal
        .staff
        .iter()
        .map(|seat| claim(Resource::Person, seat.person.id.as_str(), span));
    rooms.chain(people).collect()
}

//! Claims follow the proposal that a session is.

use crate::accounts::access::Scope;
use crate::db::{Tx, dialect};
use crate::error::Result;
use crate::ids::{ClaimId, Minter, SessionId};
use crate::scheduling::claims;
use crate::scheduling::claims::store::{Claim, OVERLAP, Resource};
use crate::scheduling::rules::{Proposal, ROOM_BUFFER};
use crate::scheduling::slot::Span;
use crate::scheduling::validation::refusal::refused;
use crate::scheduling::validation::validate_one;

/// Gives back what the session has claimed and claims what the proposal implies: one path for all changes (S2). Should
/// the database see an overlap that the rules did not, the refusal is explained by judging again.
pub(crate) fn claim(tx: &mut Tx<'_>, session: &SessionId, proposal: &Proposal, districts: &Scope) -> Result<()> {
    let wanted = implied(tx.minter(), session, proposal);
    let done: diesel::QueryResult<()> = tx.attempt(|tx| {
        claims::store::delete_claims(tx.conn(), session)?;
        claims::store::insert_claims(tx.conn(), wanted)
    });
    match done {
        Err(error) if dialect::violates(&error, OVERLAP) => {
            Err(refused(&validate_one(tx.conn(), proposal)?, districts))
        }
        done => Ok(done?),
    }
}

fn implied(ids: Minter<'_>, session: &SessionId, proposal: &Proposal) -> Vec<Claim> {
    let claim = |kind, id: &str, span: Span| Claim {
        id: ids.mint::<ClaimId>(),
        resource_kind: kind,
        resource_id: id.to_owned(),
        session_id: session.clone(),
        busy_from: span.from_at,
        busy_to: span.to_at,
        state: "confirmed",
    };
    let span = proposal.slot.span;
    let mut claims = vec![claim(
        Resource::Room,
        proposal.room.id.as_str(),
        span.widened(ROOM_BUFFER),
    )];
    for seat in &proposal.staff {
        claims.push(claim(Resource::Person, seat.person.id.as_str(), span));
    }
    claims
}

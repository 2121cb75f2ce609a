//! "I cannot", by the person themselves or by a coordinator on their behalf.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::db::Tx;
use crate::error::{Code, Error, Result};
use crate::ids::{CoverRequestId, PersonId, SessionId};
use crate::jobs::{self, NewJob};
use crate::notifications::api::NoticeKind;
use crate::scheduling::access::{Sight, look_locked};
use crate::scheduling::cover;
use crate::scheduling::cover::access::must_be_coverable;
use crate::scheduling::cover::actions::ask::ask_fit;
use crate::scheduling::cover::model::{CoverState, GIVE_BACK_UNTIL};
use crate::scheduling::cover::notices::{hint, notify, session_link};
use crate::scheduling::cover::store::CoverRequest;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::staffing::assignments;
use serde_json::json;

/// The kind of the job that ends a request when its session begins; `{request_id}`.
pub const EXPIRE_COVER: &str = "scheduling.expire_cover";

/// Looks for somebody in a person's place; for the caller when no person is given. Everybody fit is asked at once unless the caller
/// wants to choose. A second request about the same part is the first one. There is no reason to be given.
pub async fn request_cover(
    ctx: &Context,
    id: SessionId,
    person: Option<PersonId>,
    asks_everybody: bool,
) -> Result<CoverRequestId> {
    ctx.write(move |tx, who| {
        let seen = look_locked(tx.conn(), who, &id)?;
        let person = person.as_ref().unwrap_or(&who.person);
        let is_own = *person == who.person;
        if is_own && seen.role.is_none() {
            return Err(Code::NotAllowed.into());
        }
        allowed(seen.sight(who) == Some(Sight::Full))?;
        allowed(is_own || who.coordinates(&seen.session.district_id))?;
        let session = seen.session;
        must_be_coverable(&session, tx.now())?;
        if let Some(open) = cover::store::find_open(tx.conn(), &id, person)? {
            return Ok(open.id);
        }
        if is_own && !who.coordinates(&session.district_id) {
            must_be_early(tx, &session, person)?;
        }
        let request = open_request(tx, &session, person, &who.person)?;
        if asks_everybody {
            ask_fit(tx, &session, &request)?;
        }
        let link = session_link(&session);
        let mut coordinators = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
        coordinators.retain(|id| *id != who.person && id != person);
        notify(tx, &session, NoticeKind::CoverNeeded, &coordinators, &link)?;
        if !is_own {
            let them = std::slice::from_ref(person);
            notify(tx, &session, NoticeKind::CoverOpened, them, &link)?;
        }
        hint(tx, &session, std::slice::from_ref(person))?;
        Ok(request.id)
    })
    .await
}

/// What somebody took over they give back in time for others to be asked again.
fn must_be_early(tx: &mut Tx<'_>, session: &Session, person: &PersonId) -> Result<()> {
    let is_late = session.starts_at - tx.now() < GIVE_BACK_UNTIL;
    if is_late && cover::store::has_taken_over(tx.conn(), &session.id, person)? {
        return Err(Code::CoverTooLate.into());
    }
    Ok(())
}

fn open_request(tx: &mut Tx<'_>, session: &Session, person: &PersonId, by: &PersonId) -> Result<CoverRequest> {
    let rows = assignments::store::list_assignments(tx.conn(), std::slice::from_ref(&session.id))?;
    let row = rows
        .into_iter()
        .map(|(row, _)| row)
        .find(|row| row.person_id == *person && row.state.is_active())
        .ok_or_else(|| Error::field("person_id", "not_on_session"))?;
    let request = CoverRequest {
        id: tx.mint::<CoverRequestId>(),
        session_id: session.id.clone(),
        assignment_id: row.id,
        person_id: person.clone(),
        role: row.role,
        state: CoverState::Open,
        is_in_order: false,
        opened_by: by.clone(),
        opened_at: tx.now(),
        ended_at: None,
        covered_by: None,
    };
    cover::store::insert_request(tx.conn(), &request)?;
    let payload = json!({ "request_id": request.id });
    jobs::enqueue(tx, &NewJob::new(EXPIRE_COVER, payload).at(session.starts_at))?;
    Ok(request)
}

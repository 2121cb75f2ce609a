//! "I can after all", and the end of a request whose session begins.

use crate::accounts::Context;
use crate::accounts::access::allowed;
use crate::db::Db;
use crate::error::{Code, Error, Result};
use crate::ids::CoverRequestId;
use crate::jobs::{self, NewJob};
use crate::notifications::api::NoticeKind;
use crate::scheduling::access::look;
use crate::scheduling::cover::access::lock_request;
use crate::scheduling::cover::actions::request::EXPIRE_COVER;
use crate::scheduling::cover::closing::close;
use crate::scheduling::cover::model::CoverState;
use crate::scheduling::cover::notices::{notify, session_link};
use crate::scheduling::staffing::assignments;
use serde_json::json;

/// Looks for nobody any more; by whoever could not come, or by a coordinator of the district.
pub async fn cancel_cover(ctx: &Context, id: CoverRequestId) -> Result<()> {
    ctx.write(move |tx, who| {
        let (session, request) = lock_request(tx, &id)?;
        look(tx.conn(), who, &session.id)?;
        allowed(request.person_id == who.person || who.coordinates(&session.district_id))?;
        match request.state {
            CoverState::Cancelled => Ok(()),
            state if state.is_open() => close(tx, &session, request, CoverState::Cancelled, None),
            state => Err(Error::from(Code::WrongState).with("state", state)),
        }
    })
    .await
}

/// The session of a request begins: nobody has taken over, and whoever could not come and the coordinators know. Of a session that was
/// moved it ends at its new start.
pub async fn expire_cover(db: &Db, id: CoverRequestId) -> Result<()> {
    db.write(move |tx| {
        let (session, request) = lock_request(tx, &id)?;
        if !request.state.is_open() {
            return Ok(());
        }
        if session.starts_at > tx.now() {
            let payload = json!({ "request_id": id });
            jobs::enqueue(tx, &NewJob::new(EXPIRE_COVER, payload).at(session.starts_at))?;
            return Ok(());
        }
        let mut people = assignments::store::list_coordinators(tx.conn(), &session.district_id)?;
        people.push(request.person_id.clone());
        people.sort();
        people.dedup();
        close(tx, &session, request, CoverState::Expired, None)?;
        notify(tx, &session, NoticeKind::CoverNobody, &people, &session_link(&session))
    })
    .await
}

//! Who may ask for cover, see a request, and answer it. What one may not see is not found (safety 9).

use crate::accounts::access::{Permissions, Role, allowed};
use crate::clock::Millis;
use crate::db::{Conn, Tx};
use crate::error::{Code, Error, Result};
use crate::ids::{CoverRequestId, SessionId};
use crate::scheduling::access::{Seen, Sight, look};
use crate::scheduling::cover::store::{CoverAsk, CoverRequest};
use crate::scheduling::sessions::state::SessionState;
use crate::scheduling::sessions::store::Session;
use crate::scheduling::{cover, sessions};

/// Whether a session can still be handed to somebody else: on the calendar and not begun.
pub(crate) fn is_coverable(session: &Session, now: Millis) -> bool {
    matches!(session.state, SessionState::Published | SessionState::Running) && now < session.starts_at
}

pub(crate) fn must_be_coverable(session: &Session, now: Millis) -> Result<()> {
    if is_coverable(session, now) {
        return Ok(());
    }
    Err(Error::new(Code::WrongState, "The session has begun or is off the calendar.").with("state", session.state))
}

/// A session whose staff somebody may see.
pub(crate) fn look_at_staff(conn: &mut Conn, who: &Permissions, id: &SessionId) -> Result<Seen> {
    let seen = look(conn, who, id)?;
    allowed(seen.sight(who) == Some(Sight::Full))?;
    Ok(seen)
}

/// A request and its session, locked until the commit, and what the caller was asked.
pub(crate) struct Answerable {
    pub session: Session,
    pub request: CoverRequest,
    pub ask: Option<CoverAsk>,
}

/// Whoever was asked, and counsellors and staff of the district, may answer. To everybody else it does not exist.
pub(crate) fn lock_answerable(tx: &mut Tx<'_>, who: &Permissions, id: &CoverRequestId) -> Result<Answerable> {
    let (session, request) = lock_request(tx, id)?;
    let ask = cover::store::find_ask(tx.conn(), id, &who.person)?.filter(|ask| ask.asked_at.is_some());
    let is_near = is_colleague(who, &session);
    if ask.is_none() && !is_near {
        return Err(Error::not_found());
    }
    Ok(Answerable { session, request, ask })
}

/// Works in the session's district as more than a trainee.
pub(crate) fn is_colleague(who: &Permissions, session: &Session) -> bool {
    let district = &session.district_id;
    [Role::Counsellor, Role::Supervisor, Role::Coordinator]
        .into_iter()
        .any(|role| who.has_in(role, district))
}

/// A request and its session for a coordinator of the district.
pub(crate) fn coordinated_request(
    conn: &mut Conn,
    who: &Permissions,
    id: &CoverRequestId,
) -> Result<(Session, CoverRequest)> {
    let request = cover::store::find_request(conn, id)?.ok_or_else(Error::not_found)?;
    let session = sessions::store::find_session(conn, &request.session_id)?.ok_or_else(Error::not_found)?;
    must_coordinate(conn, who, &session)?;
    Ok((session, request))
}

/// The same, locked until the commit.
pub(crate) fn lock_coordinated(
    tx: &mut Tx<'_>,
    who: &Permissions,
    id: &CoverRequestId,
) -> Result<(Session, CoverRequest)> {
    let (session, request) = lock_request(tx, id)?;
    must_coordinate(tx.conn(), who, &session)?;
    Ok((session, request))
}

fn must_coordinate(conn: &mut Conn, who: &Permissions, session: &Session) -> Result<()> {
    look(conn, who, &session.id)?;
    allowed(who.coordinates(&session.district_id))
}

/// The request as it is once its session is locked.
pub(crate) fn lock_request(tx: &mut Tx<'_>, id: &CoverRequestId) -> Result<(Session, CoverRequest)> {
    let seen = cover::store::find_request(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    let session = sessions::store::lock_session(tx.conn(), &seen.session_id)?.ok_or_else(Error::not_found)?;
    let request = cover::store::find_request(tx.conn(), id)?.ok_or_else(Error::not_found)?;
    Ok((session, request))
}

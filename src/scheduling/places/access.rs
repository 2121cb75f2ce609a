//! Who may take part in a session, and who looks after its places.

use crate::accounts::access::{Permissions, Role, allowed};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::scheduling::access::Seen;
use crate::scheduling::intake;
use crate::scheduling::places::model::BookingRule;
use crate::scheduling::places::offers::is_asked_elsewhere;
use crate::scheduling::roles::{Place, StaffRole};
use crate::scheduling::sessions::store::Session;

/// Trainees take any place on the sessions of their districts, at classes of their own intake wherever they are, and elsewhere
/// where their training asks for one. Members take part in the groups that are open to members. Whoever has no such district
/// does not learn that the session exists (safety 9).
pub(crate) fn must_be_open_to(
    conn: &mut Conn,
    who: &Permissions,
    session: &Session,
    rule: &BookingRule,
    place: Place,
) -> Result<()> {
    let is_of_intake = match &session.cohort_id {
        Some(cohort) => Some(intake::store::is_in_cohort(conn, cohort, &who.person)?),
        None => None,
    };
    let is_near = is_of_intake == Some(true) || who.visible_districts().contains(&session.district_id);
    // another district only where the training asks for one
    let is_near = is_near || is_asked_elsewhere(conn, &who.person, session, place)?;
    if !is_near || !session.state.claims() {
        return Err(Error::not_found());
    }
    if who.has(Role::Trainee) {
        return allowed(is_of_intake != Some(false));
    }
    if who.has_in(Role::Member, &session.district_id) {
        if !rule.is_listed || session.cohort_id.is_some() {
            return Err(Error::not_found());
        }
        return allowed(place == Place::Participant);
    }
    allowed(false)
}

/// Whether somebody sees who has a place and who waits, and gives and takes places: whoever plans or supervises in the district,
/// and those who conduct the session.
pub(crate) fn looks_after_places(who: &Permissions, seen: &Seen) -> bool {
    let district = &seen.session.district_id;
    let conducts = who.works() && seen.role.is_some_and(StaffRole::conducts);
    conducts || who.coordinated_or_supervised().contains(district)
}

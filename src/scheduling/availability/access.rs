//! Who reads and who writes what somebody says of their time: they themselves, the coordinators of their districts, and, reading
//! only, the supervisors. To everybody else it does not exist.

use crate::accounts::access::{Permissions, Scope, allowed};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::PersonId;
use crate::scheduling::rules::Person;
use crate::scheduling::validation;

/// Proof: the caller may read how this person's time is planned.
pub struct PlannedPerson {
    pub person: Person,
    pub is_self: bool,
    /// Themselves, or a coordinator of one of their districts.
    pub may_change: bool,
    /// A coordinator of one of their districts who is somebody else.
    pub coordinates: bool,
}

pub(crate) fn planned_person(conn: &mut Conn, who: &Permissions, id: &PersonId) -> Result<PlannedPerson> {
    let mut found = validation::store::list_people(conn, std::slice::from_ref(id))?;
    let person = found.pop().ok_or_else(Error::not_found)?;
    if !Permissions::of_person(conn, id)?.works() {
        return Err(Error::not_found());
    }
    let is_self = who.person == *id;
    let is_in =
        |scope: Scope| who.is_headquarters() || person.districts.iter().any(|district| scope.contains(district));
    let coordinates = !is_self && is_in(who.coordinated());
    if !is_self && !is_in(who.coordinated_or_supervised()) {
        return Err(Error::not_found());
    }
    Ok(PlannedPerson {
        person,
        is_self,
        may_change: is_self || coordinates,
        coordinates,
    })
}

/// The same for whoever may change it.
pub(crate) fn changeable_person(conn: &mut Conn, who: &Permissions, id: &PersonId) -> Result<PlannedPerson> {
    let planned = planned_person(conn, who, id)?;
    allowed(planned.may_change)?;
    Ok(planned)
}

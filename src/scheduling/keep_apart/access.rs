//! Who may know who is kept apart: coordinators and supervisors of the person's districts, and headquarters; never the person.

use crate::accounts::access::{Permissions, allowed};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId};

/// Whether the caller looks after somebody: coordinates or supervises where that person has a role.
pub(crate) fn looks_after(conn: &mut Conn, who: &Permissions, person: &PersonId) -> Result<bool> {
    let scope = who.coordinated_or_supervised();
    let theirs = Permissions::if_active(conn, person)?;
    let is_theirs = theirs
        .roles()
        .iter()
        .filter_map(|granted| granted.district.as_ref())
        .any(|district| scope.contains(district));
    Ok(is_theirs && who.person != *person)
}

/// Refused to whoever coordinates and supervises nowhere; not found for people whom the caller does not look after (safety 9).
pub(crate) fn must_look_after(conn: &mut Conn, who: &Permissions, person: &PersonId) -> Result<()> {
    allowed(!who.coordinated_or_supervised().is_empty())?;
    if looks_after(conn, who, person)? {
        Ok(())
    } else {
        Err(Error::not_found())
    }
}

/// Whether the caller may read that people of a session in this district are not planned together.
pub(crate) fn may_read(who: &Permissions, district: &DistrictId) -> bool {
    who.coordinated_or_supervised().contains(district)
}

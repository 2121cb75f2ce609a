//! Who may: everybody reads the districts that they have a role in, coordinators change theirs, headquarters all.
//! What a person has no role in answers "not found" (safety 9); what they see but may not change, "not allowed".

use super::closures::model::Closure;
use super::model::{District, OpeningException, Room, Studio};
use super::store;
use crate::accounts::access::Permissions;
use crate::db::Conn;
use crate::error::{Code, Error, Result};
use crate::ids::{ClosureId, DistrictId, ExceptionId, RoomId, StudioId};

/// Proof: the caller may change this district's studios and service points.
pub struct OwnDistrict(pub(super) District);

/// Proof: the caller may change this studio, its rooms and hours.
pub struct OwnStudio(pub(super) Studio);

/// Proof: the caller may change this room.
pub struct OwnRoom(pub(super) Room);

/// Proof: the caller is headquarters.
pub struct Headquarters(());

pub fn headquarters(who: &Permissions) -> Result<Headquarters> {
    who.must_be_headquarters().map(Headquarters)
}

/// A district that the caller may read.
pub fn seen_district(conn: &mut Conn, who: &Permissions, id: &DistrictId) -> Result<District> {
    let district = store::find_district(conn, id)?.ok_or_else(Error::not_found)?;
    who.must_see(&district.id)?;
    Ok(district)
}

/// A district that the caller may change.
pub fn own_district(conn: &mut Conn, who: &Permissions, id: &DistrictId) -> Result<OwnDistrict> {
    let district = store::find_district(conn, id)?.ok_or_else(Error::not_found)?;
    who.must_coordinate(&district.id)?;
    Ok(OwnDistrict(district))
}

/// A studio that the caller may read.
pub fn seen_studio(conn: &mut Conn, who: &Permissions, id: &StudioId) -> Result<Studio> {
    let studio = store::find_studio(conn, id)?.ok_or_else(Error::not_found)?;
    who.must_see(&studio.district_id)?;
    Ok(studio)
}

/// A studio that the caller may change.
pub fn own_studio(conn: &mut Conn, who: &Permissions, id: &StudioId) -> Result<OwnStudio> {
    let studio = store::find_studio(conn, id)?.ok_or_else(Error::not_found)?;
    who.must_coordinate(&studio.district_id)?;
    Ok(OwnStudio(studio))
}

/// A room that the caller may change.
pub fn own_room(conn: &mut Conn, who: &Permissions, id: &RoomId) -> Result<OwnRoom> {
    let room = store::find_room(conn, id)?.ok_or_else(Error::not_found)?;
    own_studio(conn, who, &room.studio_id)?;
    Ok(OwnRoom(room))
}

/// Each studio's part of a closure that the caller may change as a whole.
pub fn own_closure(conn: &mut Conn, who: &Permissions, id: &ClosureId) -> Result<Vec<Closure>> {
    let parts = store::find_closure(conn, id)?;
    if parts.is_empty() {
        return Err(Error::not_found());
    }
    // seen in part is there, and then only whoever coordinates all of it may change it
    let mut may = vec![];
    for part in &parts {
        may.push(own_studio(conn, who, &part.studio_id).map(drop));
    }
    let is_seen = may
        .iter()
        .any(|may| !matches!(may, Err(error) if error.code == Code::NotFound));
    for one in may {
        one.map_err(|error| {
            if is_seen && error.code == Code::NotFound {
                Code::NotAllowed.into()
            } else {
                error
            }
        })?;
    }
    Ok(parts)
}

/// An exception of a studio that the caller may change.
pub fn own_exception(conn: &mut Conn, who: &Permissions, id: &ExceptionId) -> Result<(OwnStudio, OpeningException)> {
    let exception = store::find_exception(conn, id)?.ok_or_else(Error::not_found)?;
    Ok((own_studio(conn, who, &exception.studio_id)?, exception))
}

//! Studios.

use crate::accounts::access::Scope;
use crate::db::Conn;
use crate::db::schema::{rooms, studios};
use crate::districts::model::Studio;
use crate::districts::names::{NameKey, unless_taken};
use crate::error::Result;
use crate::ids::{DistrictId, StudioId};
use diesel::prelude::*;

/// All studios by name.
pub(in crate::districts) fn list_studios(conn: &mut Conn) -> Result<Vec<Studio>> {
    Ok(studios::table.order((studios::name, studios::id)).load(conn)?)
}

/// A page of the studios within `scope`, of one district if asked.
pub(in crate::districts) fn page_studios(
    conn: &mut Conn,
    scope: &Scope,
    district: Option<&DistrictId>,
    after: Option<NameKey>,
    limit: i64,
) -> Result<Vec<Studio>> {
    let mut query = studios::table
        .order((studios::name, studios::id))
        .limit(limit)
        .into_boxed();
    if let Scope::Districts(own) = scope {
        query = query.filter(studios::district_id.eq_any(own.clone()));
    }
    if let Some(district) = district {
        query = query.filter(studios::district_id.eq(district.clone()));
    }
    if let Some((name, id)) = after {
        query = query.filter(
            studios::name
                .gt(name.clone())
                .or(studios::name.eq(name).and(studios::id.gt(id))),
        );
    }
    Ok(query.load(conn)?)
}

pub(in crate::districts) fn find_studio(conn: &mut Conn, id: &StudioId) -> Result<Option<Studio>> {
    Ok(studios::table.find(id).first(conn).optional()?)
}

/// Studios that have no online room yet.
pub(in crate::districts) fn list_without_online_room(conn: &mut Conn) -> Result<Vec<StudioId>> {
    let with = rooms::table.filter(rooms::is_online.eq(true)).select(rooms::studio_id);
    Ok(studios::table
        .filter(studios::id.ne_all(with))
        .order(studios::id)
        .select(studios::id)
        .load(conn)?)
}

/// Lets one change of a studio's hours wait for the other.
pub(in crate::districts) fn lock_studio(conn: &mut Conn, id: &StudioId) -> Result<()> {
    diesel::update(studios::table.find(id))
        .set(studios::is_active.eq(studios::is_active))
        .execute(conn)?;
    Ok(())
}

pub(in crate::districts) fn insert_studio(conn: &mut Conn, studio: &Studio) -> Result<()> {
    diesel::insert_into(studios::table)
        .values((
            studios::id.eq(&studio.id),
            studios::district_id.eq(&studio.district_id),
            studios::name.eq(&studio.name),
            studios::zone.eq(&studio.zone),
            studios::is_active.eq(studio.is_active),
            studios::created_at.eq(studio.created_at),
            studios::region.eq(&studio.region),
            studios::closes_on_public_days.eq(studio.closes_on_public_days),
        ))
        .execute(conn)
        .map_err(unless_taken("studios_district_id_name_key"))?;
    Ok(())
}

/// Writes a studio back.
pub(in crate::districts) fn update_studio(conn: &mut Conn, studio: &Studio) -> Result<()> {
    diesel::update(studios::table.find(&studio.id))
        .set((
            studios::name.eq(&studio.name),
            studios::is_active.eq(studio.is_active),
            studios::region.eq(&studio.region),
            studios::closes_on_public_days.eq(studio.closes_on_public_days),
        ))
        .execute(conn)
        .map_err(unless_taken("studios_district_id_name_key"))?;
    Ok(())
}

//! Districts and service points.

use crate::accounts::access::Scope;
use crate::db::Conn;
use crate::db::schema::{districts, service_points};
use crate::districts::model::{District, ServicePoint};
use crate::districts::names::{NameKey, unless_taken};
use crate::error::Result;
use crate::ids::DistrictId;
use diesel::prelude::*;

/// All districts by name.
pub(in crate::districts) fn list_districts(conn: &mut Conn) -> Result<Vec<District>> {
    Ok(districts::table.order((districts::name, districts::id)).load(conn)?)
}

/// A page of the districts within `scope`.
pub(in crate::districts) fn page_districts(
    conn: &mut Conn,
    scope: &Scope,
    after: Option<NameKey>,
    limit: i64,
) -> Result<Vec<District>> {
    let mut query = districts::table
        .order((districts::name, districts::id))
        .limit(limit)
        .into_boxed();
    if let Scope::Districts(own) = scope {
        query = query.filter(districts::id.eq_any(own.clone()));
    }
    if let Some((name, id)) = after {
        query = query.filter(
            districts::name
                .gt(name.clone())
                .or(districts::name.eq(name).and(districts::id.gt(id))),
        );
    }
    Ok(query.load(conn)?)
}

pub(in crate::districts) fn find_district(conn: &mut Conn, id: &DistrictId) -> Result<Option<District>> {
    Ok(districts::table.find(id).first(conn).optional()?)
}

pub(in crate::districts) fn insert_district(conn: &mut Conn, district: &District) -> Result<()> {
    diesel::insert_into(districts::table)
        .values((
            districts::id.eq(&district.id),
            districts::name.eq(&district.name),
            districts::has_station.eq(district.has_station),
            districts::zone.eq(&district.zone),
            districts::duty_phone.eq(&district.duty_phone),
            districts::created_at.eq(district.created_at),
        ))
        .execute(conn)
        .map_err(unless_taken("districts_name_key"))?;
    Ok(())
}

/// Writes a district back.
pub(in crate::districts) fn update_district(conn: &mut Conn, district: &District) -> Result<()> {
    diesel::update(districts::table.find(&district.id))
        .set((
            districts::name.eq(&district.name),
            districts::has_station.eq(district.has_station),
            districts::zone.eq(&district.zone),
            districts::duty_phone.eq(&district.duty_phone),
        ))
        .execute(conn)
        .map_err(unless_taken("districts_name_key"))?;
    Ok(())
}

pub(in crate::districts) fn list_service_points(conn: &mut Conn) -> Result<Vec<ServicePoint>> {
    Ok(service_points::table.load(conn)?)
}

/// A page of a district's service points.
pub(in crate::districts) fn page_service_points(
    conn: &mut Conn,
    district: &DistrictId,
    after: Option<NameKey>,
    limit: i64,
) -> Result<Vec<ServicePoint>> {
    let mut query = service_points::table
        .filter(service_points::district_id.eq(district))
        .order((service_points::name, service_points::id))
        .limit(limit)
        .into_boxed();
    if let Some((name, id)) = after {
        query = query.filter(
            service_points::name
                .gt(name.clone())
                .or(service_points::name.eq(name).and(service_points::id.gt(id))),
        );
    }
    Ok(query.load(conn)?)
}

/// Adds a service point.
pub(in crate::districts) fn insert_service_point(conn: &mut Conn, point: &ServicePoint) -> Result<()> {
    diesel::insert_into(service_points::table)
        .values((
            service_points::id.eq(&point.id),
            service_points::district_id.eq(&point.district_id),
            service_points::name.eq(&point.name),
        ))
        .execute(conn)
        .map_err(unless_taken("service_points_district_id_name_key"))?;
    Ok(())
}

//! Districts and service points.

use crate::accounts::Context;
use crate::districts::access;
use crate::districts::model::{District, ServicePoint};
use crate::districts::store;
use crate::error::Result;
use crate::field::set;
use crate::ids::{DistrictId, ServicePointId};

#[derive(Clone, Debug)]
pub(super) struct NewDistrict {
    pub name: String,
    pub zone: String,
    pub duty_phone: Option<String>,
    pub has_station: bool,
}

/// What to change about a district; `None` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct DistrictChange {
    pub name: Option<String>,
    /// Zone, for studios to come.
    pub zone: Option<String>,
    pub duty_phone: Option<Option<String>>,
    pub has_station: Option<bool>,
}

/// Headquarters opens a district.
pub(super) async fn open_district(ctx: &Context, new: NewDistrict) -> Result<District> {
    ctx.write(move |tx, who| {
        access::headquarters(who)?;
        let district = District {
            id: tx.mint::<DistrictId>(),
            name: new.name.clone(),
            has_station: new.has_station,
            zone: new.zone.clone(),
            duty_phone: new.duty_phone.clone(),
            created_at: tx.now(),
        };
        store::insert_district(tx.conn(), &district)?;
        Ok(district)
    })
    .await
}

/// Headquarters changes anything about a district; its coordinators the duty number only.
pub(super) async fn edit_district(ctx: &Context, id: DistrictId, change: DistrictChange) -> Result<District> {
    ctx.write(move |tx, who| {
        let mut district = access::own_district(tx.conn(), who, &id)?.0;
        if change.name.is_some() || change.zone.is_some() || change.has_station.is_some() {
            access::headquarters(who)?;
        }
        set(&mut district.name, &change.name);
        set(&mut district.zone, &change.zone);
        set(&mut district.duty_phone, &change.duty_phone);
        set(&mut district.has_station, &change.has_station);
        store::update_district(tx.conn(), &district)?;
        Ok(district)
    })
    .await
}

/// Adds a service point to a district.
pub(super) async fn add_service_point(ctx: &Context, district: DistrictId, name: String) -> Result<ServicePoint> {
    ctx.write(move |tx, who| {
        let district = access::own_district(tx.conn(), who, &district)?.0;
        let point = ServicePoint {
            id: tx.mint::<ServicePointId>(),
            district_id: district.id,
            name: name.clone(),
        };
        store::insert_service_point(tx.conn(), &point)?;
        Ok(point)
    })
    .await
}

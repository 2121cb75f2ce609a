//! Districts and service points.

use super::{Desk, set};
use crate::districts::access;
use crate::districts::model::{District, ServicePoint};
use crate::districts::store;
use crate::error::Result;
use crate::ids::{DistrictId, ServicePointId};

/// A new district.
#[derive(Clone, Debug)]
pub struct NewDistrict {
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: String,
    /// The duty number.
    pub duty_phone: Option<String>,
    /// Whether there is a station.
    pub has_station: bool,
}

/// What to change about a district; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct DistrictChange {
    /// Name.
    pub name: Option<String>,
    /// Zone, for studios to come.
    pub zone: Option<String>,
    /// Duty number.
    pub duty_phone: Option<Option<String>>,
    /// Station.
    pub has_station: Option<bool>,
}

/// Headquarters opens a district.
pub async fn open_district(desk: Desk, new: NewDistrict) -> Result<District> {
    desk.write(move |tx, who, _desk| {
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
pub async fn edit_district(desk: Desk, id: DistrictId, change: DistrictChange) -> Result<District> {
    desk.write(move |tx, who, _| {
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
pub async fn add_service_point(desk: Desk, district: DistrictId, name: String) -> Result<ServicePoint> {
    desk.write(move |tx, who, _desk| {
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

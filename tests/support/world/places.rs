//! Districts, studios and rooms as rows.

use crate::support::app::App;
use crate::support::product::{
    DistrictId, RoomId, StudioId,
    db::schema::{districts, opening_rules, rooms, studios},
    mint,
};
use crate::support::rows::Rows;
use diesel::prelude::*;

impl App {
    pub async fn district(&self, name: &str) -> DistrictId {
        insert_district(&self.rows(), name).await
    }
}

pub async fn insert_district(rows: &Rows, name: &str) -> DistrictId {
    let district = DistrictId::mint(&rows.clock, &rows.chance);
    let (id, name, now) = (district.clone(), name.to_owned(), rows.clock.now());
    rows.write(move |conn| {
        diesel::insert_into(districts::table)
            .values((
                districts::id.eq(&id),
                districts::name.eq(&name),
                districts::has_station.eq(true),
                districts::zone.eq("Asia/Shanghai"),
                districts::created_at.eq(now),
            ))
            .execute(conn)
    })
    .await;
    rows.cast.add_district(&district);
    district
}

/// The end of an id makes a name unique.
fn tail(id: &str) -> &str {
    &id[id.len() - 8..]
}

/// A studio that is open day and night, with rooms of these capacities.
pub async fn insert_studio(
    rows: &Rows,
    district: &DistrictId,
    zone: &str,
    capacities: &[i64],
) -> (StudioId, Vec<RoomId>) {
    let name = format!("{}工作室", tail(&mint(&rows.clock, &rows.chance)));
    insert_studio_named(&name, rows, district, zone, capacities).await
}

/// The same with a name of its own.
pub async fn insert_studio_named(
    name: &str,
    rows: &Rows,
    district: &DistrictId,
    zone: &str,
    capacities: &[i64],
) -> (StudioId, Vec<RoomId>) {
    let studio = StudioId::mint(&rows.clock, &rows.chance);
    let with_capacity: Vec<(RoomId, i64)> = capacities
        .iter()
        .map(|capacity| (RoomId::mint(&rows.clock, &rows.chance), *capacity))
        .collect();
    let rooms_made = with_capacity.iter().map(|(id, _)| id.clone()).collect();
    let rules: Vec<(String, i64)> = (1..=7).map(|day| (mint(&rows.clock, &rows.chance), day)).collect();
    let (id, name) = (studio.clone(), name.to_owned());
    let (district, zone) = (district.clone(), zone.to_owned());
    rows.write(move |conn| {
        diesel::insert_into(studios::table)
            .values((
                studios::id.eq(&id),
                studios::district_id.eq(&district),
                studios::name.eq(&name),
                studios::zone.eq(&zone),
                studios::is_active.eq(true),
                studios::created_at.eq(0),
            ))
            .execute(conn)?;
        for (room, capacity) in &with_capacity {
            diesel::insert_into(rooms::table)
                .values((
                    rooms::id.eq(room),
                    rooms::studio_id.eq(&id),
                    rooms::name.eq(format!("{}室", tail(room.as_str()))),
                    rooms::capacity.eq(capacity),
                    rooms::features.eq("[]"),
                    rooms::is_active.eq(true),
                ))
                .execute(conn)?;
        }
        for (rule, weekday) in &rules {
            diesel::insert_into(opening_rules::table)
                .values((
                    opening_rules::id.eq(rule),
                    opening_rules::studio_id.eq(&id),
                    opening_rules::weekday.eq(weekday),
                    opening_rules::from_minute.eq(0),
                    opening_rules::to_minute.eq(1440),
                ))
                .execute(conn)?;
        }
        Ok(())
    })
    .await;
    (studio, rooms_made)
}

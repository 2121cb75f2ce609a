//! Studios.

use crate::accounts::Context;
use crate::db::{Conn, Db, Tx};
use crate::districts::access;
use crate::districts::api::{CloneHooks, HitSession, VenueChange, VenueHooks};
use crate::districts::model::{DEFAULT_REGION, ONLINE_ROOM, Room, Studio};
use crate::districts::store;
use crate::error::Result;
use crate::field::set;
use crate::ids::{DistrictId, RoomId, StudioId};
use std::collections::HashMap;

/// What to change about a studio; `None` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct StudioChange {
    pub name: Option<String>,
    pub is_active: Option<bool>,
    pub region: Option<String>,
    pub closes_on_public_days: Option<bool>,
}

/// Opens a studio in a district; without a zone it takes the district's.
pub(super) async fn open_studio(
    ctx: &Context,
    district: DistrictId,
    name: String,
    zone: Option<String>,
) -> Result<Studio> {
    ctx.write(move |tx, who| {
        let district = access::own_district(tx.conn(), who, &district)?.0;
        let zone = zone.clone().unwrap_or(district.zone);
        let region = region_of(tx.conn(), &district.id)?;
        let studio = new_studio(tx, district.id, name.clone(), zone, region);
        insert_with_online_room(tx, &studio)?;
        Ok(studio)
    })
    .await
}

/// Renames a studio, or takes it out of use and back; the sessions that it hits are named.
pub(super) async fn edit_studio(
    ctx: &Context,
    hooks: &VenueHooks,
    id: StudioId,
    change: StudioChange,
) -> Result<(Studio, Vec<HitSession>)> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        access::own_studio(tx.conn(), who, &id)?;
        store::lock_studio(tx.conn(), &id)?;
        let mut studio = access::own_studio(tx.conn(), who, &id)?.0;
        set(&mut studio.name, &change.name);
        set(&mut studio.is_active, &change.is_active);
        set(&mut studio.region, &change.region);
        set(&mut studio.closes_on_public_days, &change.closes_on_public_days);
        store::update_studio(tx.conn(), &studio)?;
        let hit = hooks.run(tx, &VenueChange::Studio(studio.id.clone()))?;
        Ok((studio, hit))
    })
    .await
}

/// Opens a studio like another one: rooms, weekly hours, and what other rooms keep per studio (M19). Dated exceptions
/// belong to the old place and stay there.
pub(super) async fn clone_studio(
    ctx: &Context,
    hooks: &CloneHooks,
    from: StudioId,
    name: String,
    district: DistrictId,
) -> Result<Studio> {
    let hooks = hooks.clone();
    ctx.write(move |tx, who| {
        let model = access::seen_studio(tx.conn(), who, &from)?;
        let district = access::own_district(tx.conn(), who, &district)?.0;
        let region = region_of(tx.conn(), &district.id)?;
        let studio = Studio {
            closes_on_public_days: model.closes_on_public_days,
            ..new_studio(tx, district.id, name.clone(), district.zone, region)
        };
        insert_with_online_room(tx, &studio)?;
        clone_rooms(tx, &model.id, &studio.id)?;
        for set in store::list_sets(tx.conn(), &model.id)? {
            let ids = tx.minter();
            store::replace_set(tx.conn(), &studio.id, &set, || ids.mint())?;
        }
        for hook in &hooks.0 {
            hook(tx, &model.id, &studio.id)?;
        }
        Ok(studio)
    })
    .await
}

fn clone_rooms(tx: &mut Tx<'_>, from: &StudioId, to: &StudioId) -> Result<()> {
    let rooms = store::list_rooms(tx.conn(), from)?;
    let rooms: Vec<Room> = rooms.into_iter().filter(|room| room.is_active).collect();
    let new: HashMap<RoomId, RoomId> = rooms.iter().map(|room| (room.id.clone(), tx.mint())).collect();
    // a hall comes after the rooms that it is made of
    let (halls, plain): (Vec<Room>, Vec<Room>) = rooms.into_iter().partition(|room| !room.parts.is_empty());
    for room in plain.into_iter().chain(halls) {
        let parts = room.parts.iter().filter_map(|part| new.get(part).cloned()).collect();
        let Some(id) = new.get(&room.id).cloned() else { continue };
        let room = Room {
            id,
            studio_id: to.clone(),
            parts,
            ..room
        };
        store::insert_room(tx.conn(), &room)?;
    }
    Ok(())
}

/// Writes a new studio with the room in which its online groups are.
pub(in crate::districts) fn insert_with_online_room(tx: &mut Tx<'_>, studio: &Studio) -> Result<()> {
    store::insert_studio(tx.conn(), studio)?;
    let room = online_room(tx, &studio.id);
    store::insert_room(tx.conn(), &room)
}

/// Gives each studio that has none its online room. Safe to run by several nodes at once, and again.
pub async fn plant_online_rooms(db: &Db) -> Result<()> {
    if db.read(store::list_without_online_room).await?.is_empty() {
        return Ok(());
    }
    db.write(move |tx| {
        for studio in store::list_without_online_room(tx.conn())? {
            store::lock_studio(tx.conn(), &studio)?;
            if store::find_online_room(tx.conn(), &studio)?.is_none() {
                let room = online_room(tx, &studio);
                store::insert_room(tx.conn(), &room)?;
            }
        }
        Ok(())
    })
    .await
}

fn online_room(tx: &Tx<'_>, studio: &StudioId) -> Room {
    Room {
        id: tx.mint(),
        studio_id: studio.clone(),
        name: ONLINE_ROOM.into(),
        capacity: 1000,
        features: vec![],
        is_active: true,
        is_online: true,
        parts: vec![],
    }
}

/// The region that a new studio of a district keeps: that of the newest studio there.
pub(in crate::districts) fn region_of(conn: &mut Conn, district: &DistrictId) -> Result<String> {
    let studios = store::list_studios(conn)?.into_iter();
    let newest = studios
        .filter(|studio| studio.district_id == *district)
        .max_by_key(|studio| studio.created_at);
    Ok(newest.map_or_else(|| DEFAULT_REGION.to_owned(), |studio| studio.region))
}

fn new_studio(tx: &Tx<'_>, district_id: DistrictId, name: String, zone: String, region: String) -> Studio {
    Studio {
        id: tx.mint(),
        district_id,
        name,
        zone,
        is_active: true,
        created_at: tx.now(),
        region,
        closes_on_public_days: true,
    }
}

//! Studios.

use crate::accounts::Context;
use crate::db::Tx;
use crate::districts::access;
use crate::districts::api::{CloneHooks, HitSession, VenueChange, VenueHooks};
use crate::districts::model::{Room, Studio};
use crate::districts::store;
use crate::error::Result;
use crate::field::set;
use crate::ids::{DistrictId, RoomId, StudioId};

/// What to change about a studio; `None` stays.
#[derive(Clone, Debug, Default)]
pub(super) struct StudioChange {
    pub name: Option<String>,
    pub is_active: Option<bool>,
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
        let studio = new_studio(tx, district.id, name.clone(), zone);
        store::insert_studio(tx.conn(), &studio)?;
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
        let studio = new_studio(tx, district.id, name.clone(), district.zone);
        store::insert_studio(tx.conn(), &studio)?;
        for room in store::list_rooms(tx.conn(), &model.id)?
            .into_iter()
            .filter(|room| room.is_active)
        {
            let id = tx.mint::<RoomId>();
            store::insert_room(
                tx.conn(),
                &Room {
                    id,
                    studio_id: studio.id.clone(),
                    ..room
                },
            )?;
        }
        let rules = store::list_rules(tx.conn(), &model.id)?;
        let ids = tx.minter();
        store::replace_rules(tx.conn(), &studio.id, &rules, || ids.mint())?;
        for hook in &hooks.0 {
            hook(tx, &model.id, &studio.id)?;
        }
        Ok(studio)
    })
    .await
}

fn new_studio(tx: &Tx<'_>, district_id: DistrictId, name: String, zone: String) -> Studio {
    Studio {
        id: tx.mint(),
        district_id,
        name,
        zone,
        is_active: true,
        created_at: tx.now(),
    }
}

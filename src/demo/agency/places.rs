//! Districts, studios, rooms and hours, through the importer: each district has a studio with two rooms.

use super::Agency;
use crate::districts::api;
use crate::error::{Error, Result};
use crate::ids::{DistrictId, PersonId, RoomId, StudioId};
use crate::imports::actions::{Choices, Importer, import_file};
use crate::scheduling::types::model::SessionType;
use crate::scheduling::types::store::list_types;

/// The first is that of the demo's cast.
const DISTRICTS: [&str; 16] = [
    "云溪区",
    "青禾区",
    "望湖区",
    "柳桥区",
    "松涛区",
    "清泉区",
    "北辰区",
    "南亭区",
    "晨光区",
    "石榴区",
    "银杏区",
    "映山区",
    "听雨区",
    "长堤区",
    "梅岭区",
    "竹溪区",
];
const HALL: &str = "大教室";
const SMALL: &str = "小组室";

/// The rooms of a district.
#[derive(Clone)]
pub(super) struct Venue {
    pub(super) district: DistrictId,
    pub(super) studio: StudioId,
    pub(super) hall: RoomId,
    pub(super) small: RoomId,
    pub(super) types: Vec<SessionType>,
}

/// A district with its rooms and its people. Of those who come and go there is one list for each year, the present one first.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) venue: Venue,
    pub(super) coordinator: PersonId,
    pub(super) supervisors: Vec<PersonId>,
    pub(super) counsellors: Vec<Vec<PersonId>>,
    pub(super) trainees: Vec<Vec<PersonId>>,
    pub(super) members: Vec<Vec<PersonId>>,
}

pub(super) async fn plant(agency: &Agency<'_>) -> Result<Vec<Venue>> {
    let names = &DISTRICTS[..agency.scale.districts];
    let studio = |name: &str| format!("{}工作室", name.trim_end_matches('区'));
    let mut sheets = [
        ("districts", "district,station\n".to_owned()),
        ("studios", "district,studio\n".to_owned()),
        ("rooms", "studio,room,capacity,features\n".to_owned()),
        ("opening_hours", "studio,weekday,from,to\n".to_owned()),
    ];
    for name in names {
        let studio = studio(name);
        sheets[0].1 += &format!("{name},yes\n");
        sheets[1].1 += &format!("{name},{studio}\n");
        sheets[2].1 += &format!("{studio},{HALL},24,投影\n{studio},{SMALL},12,白板\n");
        for day in ["周一", "周二", "周三", "周四", "周五"] {
            sheets[3].1 += &format!("{studio},{day},09:00,21:00\n");
        }
        for day in ["周六", "周日"] {
            sheets[3].1 += &format!("{studio},{day},09:00,17:00\n");
        }
    }
    for (kind, text) in sheets {
        let kind = agency.app.imports.find(kind)?;
        let file = text.into_bytes();
        let report = import_file(&agency.app.db, kind, file, Importer::Operator, Choices::default()).await?;
        if !report.is_applied {
            return Err(Error::internal("a sheet of the invented agency was refused"));
        }
    }
    let names: Vec<String> = names.iter().map(|name| studio(name)).collect();
    agency
        .app
        .db
        .read(move |conn| {
            let studios = api::studios(conn)?;
            let mut venues = vec![];
            for name in &names {
                let studio = studios.iter().find(|studio| studio.name == *name);
                let studio = studio.ok_or_else(|| missing(name))?;
                let rooms = api::rooms(conn, &studio.id)?;
                let room = |name: &str| {
                    let room = rooms.iter().find(|room| room.name == name);
                    room.map(|room| room.id.clone()).ok_or_else(|| missing(name))
                };
                venues.push(Venue {
                    district: studio.district_id.clone(),
                    studio: studio.id.clone(),
                    hall: room(HALL)?,
                    small: room(SMALL)?,
                    types: list_types(conn, Some(&studio.id))?,
                });
            }
            Ok(venues)
        })
        .await
}

fn missing(name: &str) -> Error {
    Error::internal(format!("the invented agency has no {name}"))
}

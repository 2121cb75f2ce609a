//! Districts, service points, studios.

use super::{Districts, name};
use crate::db::{Conn, Tx};
use crate::districts::model::{District, ServicePoint, Studio, zone};
use crate::districts::store;
use crate::districts::studio::actions::{insert_with_online_room, region_of};
use crate::error::Result;
use crate::ids::{DistrictId, ServicePointId, StudioId};
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values::yes_or_no;
use crate::local_time::DEFAULT_ZONE;
use std::collections::HashSet;

/// `district, station, studio`: the last says whether there is one, and is only for people; studios have their own sheet.
pub struct DistrictsKind;

struct DistrictsSheet {
    there: Vec<(String, bool)>,
    fresh: Vec<(String, bool)>,
}

impl Kind for DistrictsKind {
    fn name(&self) -> &'static str {
        "districts"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("district", &["区", "区县", "行政区"]),
            needed("station", &["工作站", "有工作站", "是否有工作站"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        false
    }

    fn begin(&self, conn: &mut Conn, _: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let there = store::list_districts(conn)?;
        let there = there
            .into_iter()
            .map(|district| (district.name, district.has_station))
            .collect();
        Ok(Box::new(DistrictsSheet { there, fresh: vec![] }))
    }
}

impl DistrictsSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let name = name(line, "district")?;
        let has_station = yes_or_no(line.cell("station")).ok_or_else(|| Verdict::refused("bad_yes_no", "station"))?;
        if self.fresh.iter().any(|(other, _)| *other == name) {
            return Err(Verdict::refused("duplicate", ""));
        }
        match self.there.iter().find(|(other, _)| *other == name) {
            Some((_, other)) => {
                let said = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
                Ok(Verdict::compared(changes(vec![(
                    "station",
                    said(*other),
                    said(has_station),
                )])))
            }
            None => {
                self.fresh.push((name, has_station));
                Ok(Verdict::ok())
            }
        }
    }
}

impl Spreadsheet for DistrictsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.fresh.iter().try_for_each(|(name, has_station)| {
            let district = District {
                id: tx.mint::<DistrictId>(),
                name: name.clone(),
                has_station: *has_station,
                zone: DEFAULT_ZONE.into(),
                duty_phone: None,
                created_at: tx.now(),
            };
            store::insert_district(tx.conn(), &district)
        })
    }
}

/// `district, service_point`.
pub struct ServicePointsKind;

struct ServicePointsSheet {
    districts: Districts,
    there: HashSet<(DistrictId, String)>,
    seen: HashSet<(DistrictId, String)>,
    fresh: Vec<(DistrictId, String)>,
}

impl Kind for ServicePointsKind {
    fn name(&self) -> &'static str {
        "service_points"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("district", &["区", "区县", "所属区"]),
            needed("service_point", &["社工点", "服务点", "点位名称"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        false
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let there = store::list_service_points(conn)?;
        Ok(Box::new(ServicePointsSheet {
            districts: Districts::load(conn, &asker.scope)?,
            there: there.into_iter().map(|point| (point.district_id, point.name)).collect(),
            seen: HashSet::new(),
            fresh: vec![],
        }))
    }
}

impl ServicePointsSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let district = self.districts.find(line.cell("district"))?;
        let key = (district.id.clone(), name(line, "service_point")?);
        if !self.seen.insert(key.clone()) {
            return Err(Verdict::refused("duplicate", ""));
        }
        if self.there.contains(&key) {
            return Ok(Verdict::unchanged());
        }
        self.fresh.push(key);
        Ok(Verdict::ok())
    }
}

impl Spreadsheet for ServicePointsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.fresh.iter().try_for_each(|(district, name)| {
            let id = tx.mint::<ServicePointId>();
            let point = ServicePoint {
                id,
                district_id: district.clone(),
                name: name.clone(),
            };
            store::insert_service_point(tx.conn(), &point)
        })
    }
}

/// `district, studio` and, if it differs from the district's, `zone`.
pub struct StudiosKind;

struct StudiosSheet {
    districts: Districts,
    there: Vec<Studio>,
    seen: HashSet<(DistrictId, String)>,
    fresh: Vec<(DistrictId, String, String)>,
}

impl Kind for StudiosKind {
    fn name(&self) -> &'static str {
        "studios"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("district", &["区", "区县", "所属区"]),
            needed("studio", &["工作室", "工作室名称"]),
            optional("zone", &["时区", "time zone"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        false
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        Ok(Box::new(StudiosSheet {
            districts: Districts::load(conn, &asker.scope)?,
            there: store::list_studios(conn)?,
            seen: HashSet::new(),
            fresh: vec![],
        }))
    }
}

impl StudiosSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let district = self.districts.find(line.cell("district"))?;
        let name = name(line, "studio")?;
        let named = Some(line.cell("zone")).filter(|cell| !cell.is_empty());
        let zone = named
            .map_or(Ok(district.zone.clone()), zone)
            .map_err(|_| Verdict::refused("bad_zone", ""))?;
        if !self.seen.insert((district.id.clone(), name.clone())) {
            return Err(Verdict::refused("duplicate", ""));
        }
        let there = self
            .there
            .iter()
            .find(|studio| studio.district_id == district.id && studio.name == name);
        match there {
            Some(_) if named.is_none() => Ok(Verdict::unchanged()),
            Some(studio) => Ok(Verdict::compared(changes(vec![("zone", studio.zone.clone(), zone)]))),
            None => {
                self.fresh.push((district.id.clone(), name, zone));
                Ok(Verdict::ok())
            }
        }
    }
}

impl Spreadsheet for StudiosSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.fresh.iter().try_for_each(|(district, name, zone)| {
            let studio = Studio {
                id: tx.mint::<StudioId>(),
                district_id: district.clone(),
                name: name.clone(),
                zone: zone.clone(),
                is_active: true,
                created_at: tx.now(),
                region: region_of(tx.conn(), district)?,
                closes_on_public_days: true,
            };
            insert_with_online_room(tx, &studio)
        })
    }
}

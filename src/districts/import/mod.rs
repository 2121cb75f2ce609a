//! The sheets whose rows belong to this room. Their verdicts are listed in `docs/IMPORT.md`.

mod hours;
mod places;
mod rooms;

pub use super::calendar_days::import::CalendarDaysKind;
pub use hours::OpeningHoursKind;
pub use places::{DistrictsKind, ServicePointsKind, StudiosKind};
pub use rooms::RoomsKind;

use super::model::{self, District, Studio};
use super::store;
use crate::accounts::access::Scope;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::DistrictId;
use crate::imports::kind::{Judged, Verdict};
use crate::imports::rows::{Line, shown};
use std::collections::HashMap;

fn name(line: &Line, column: &str) -> Judged<String> {
    model::name(column, line.cell(column))
        .map_err(|_| Verdict::refused("bad_name", format!("{column}: 1 to 80 characters")))
}

/// The districts that the asker may change, by name.
pub struct Districts(HashMap<String, District>);

impl Districts {
    /// The districts that the asker may change.
    pub fn load(conn: &mut Conn, scope: &Scope) -> Result<Self> {
        let own = store::list_districts(conn)?
            .into_iter()
            .filter(|district| scope.contains(&district.id));
        Ok(Districts(
            own.map(|district| (district.name.clone(), district)).collect(),
        ))
    }

    /// Whether the asker may change this one.
    pub fn holds(&self, id: &DistrictId) -> bool {
        self.0.values().any(|district| district.id == *id)
    }

    /// Its name, if the asker may change it.
    pub fn name(&self, id: &DistrictId) -> Option<String> {
        let mut all = self.0.values();
        all.find(|district| district.id == *id)
            .map(|district| district.name.clone())
    }

    /// The one of this name.
    pub fn find(&self, cell: &str) -> Judged<&District> {
        self.0
            .get(cell)
            .ok_or_else(|| Verdict::refused("unknown_district", shown(cell)))
    }
}

/// Studios by name. A name that several districts use does not say which studio is meant.
pub struct Studios(HashMap<String, Vec<Studio>>);

impl Studios {
    /// The studios that the asker may change.
    pub fn load(conn: &mut Conn, scope: &Scope) -> Result<Self> {
        let mut by_name: HashMap<String, Vec<Studio>> = HashMap::new();
        for studio in store::list_studios(conn)?
            .into_iter()
            .filter(|studio| scope.contains(&studio.district_id))
        {
            by_name.entry(studio.name.clone()).or_default().push(studio);
        }
        Ok(Studios(by_name))
    }

    pub fn all(&self) -> impl Iterator<Item = &Studio> {
        self.0.values().flatten()
    }

    /// The one of this name.
    pub fn find(&self, cell: &str) -> Judged<&Studio> {
        match self.0.get(cell).map(Vec::as_slice) {
            Some([studio]) => Ok(studio),
            Some(_) => Err(Verdict::refused("ambiguous_studio", shown(cell))),
            None => Err(Verdict::refused("unknown_studio", shown(cell))),
        }
    }
}

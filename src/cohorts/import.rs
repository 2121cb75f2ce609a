//! The sheet of cohorts: `intake_no, name, start, end, people`. City-wide, so for headquarters. The phases are laid out over
//! the dates of the sheet in the proportions of the programme.

use crate::cohorts::cohort;
use crate::cohorts::cohort::dates::{PhaseLength, spread};
use crate::cohorts::cohort::model::Cohort;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::field;
use crate::ids::{CohortId, ProgrammeVersionId};
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed};
use crate::imports::values::{count, date};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The version that imported cohorts follow and the lengths of its phases; it is planted if it is not there.
pub type Programme = fn(&mut Tx<'_>) -> Result<(ProgrammeVersionId, Vec<PhaseLength>)>;

/// `intake_no, name, start, end, people`.
pub struct CohortsKind {
    pub programme: Programme,
}

struct CohortsSheet {
    programme: Programme,
    there: HashMap<i64, Cohort>,
    seen: HashSet<i64>,
    fresh: Vec<Fresh>,
}

struct Fresh {
    intake_no: i64,
    name: String,
    start: Date,
    end: Date,
    places: i64,
}

impl Kind for CohortsKind {
    fn name(&self) -> &'static str {
        "cohorts"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("intake_no", &["期数", "期", "期次", "intake"]),
            needed("name", &["名称", "期名", "培训名称", "cohort"]),
            needed("start", &["开始", "开始日期", "starts"]),
            needed("end", &["结束", "结束日期", "ends"]),
            needed("people", &["人数", "名额", "places"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        false
    }

    fn begin(&self, conn: &mut Conn, _asker: &ImportContext, _lines: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let there = cohort::store::page_cohorts(conn, None, None, i64::MAX)?;
        Ok(Box::new(CohortsSheet {
            programme: self.programme,
            there: there.into_iter().map(|cohort| (cohort.intake_no, cohort)).collect(),
            seen: HashSet::new(),
            fresh: vec![],
        }))
    }
}

impl CohortsSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let fresh = read(line)?;
        if !self.seen.insert(fresh.intake_no) {
            return Err(Verdict::refused("duplicate", ""));
        }
        let Some(cohort) = self.there.get(&fresh.intake_no) else {
            self.fresh.push(fresh);
            return Ok(Verdict::ok());
        };
        Ok(Verdict::compared(changes(vec![
            ("name", cohort.name.clone(), fresh.name),
            ("start", cohort.starts_on.clone(), fresh.start.to_string()),
            ("end", cohort.ends_on.clone(), fresh.end.to_string()),
            ("people", cohort.places.to_string(), fresh.places.to_string()),
        ])))
    }
}

fn read(line: &Line) -> Judged<Fresh> {
    let within = |cell: &str, most: i64| count(cell).filter(|n| (1..=most).contains(n));
    let intake_no = within(line.cell("intake_no"), 9_999);
    let name = field::text("name", line.text("name"), 1, 80);
    let start = date(line.cell("start"), None).ok_or_else(|| Verdict::refused("bad_date", "start"))?;
    let end = date(line.cell("end"), None).ok_or_else(|| Verdict::refused("bad_date", "end"))?;
    if end <= start {
        return Err(Verdict::refused("bad_date", "the end is not after the start"));
    }
    Ok(Fresh {
        intake_no: intake_no.ok_or_else(|| Verdict::refused("bad_intake_no", "1 to 9999"))?,
        name: name.map_err(|_| Verdict::refused("bad_name", "1 to 80 characters"))?,
        start,
        end,
        places: within(line.cell("people"), 500).ok_or_else(|| Verdict::refused("bad_count", "1 to 500"))?,
    })
}

impl Spreadsheet for CohortsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let (newest, phases) = (self.programme)(tx)?;
        for fresh in &self.fresh {
            let cohort = Cohort {
                id: tx.mint::<CohortId>(),
                intake_no: fresh.intake_no,
                name: fresh.name.clone(),
                district_id: None,
                programme_version_id: newest.clone(),
                starts_on: fresh.start.to_string(),
                ends_on: fresh.end.to_string(),
                places: fresh.places,
            };
            let dates = spread(&phases, fresh.start, fresh.end);
            cohort::actions::write_cohort(tx, &cohort, &dates, None, tx.now())?;
        }
        Ok(())
    }
}

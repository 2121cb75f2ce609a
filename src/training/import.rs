//! The sheet of cohorts: `intake_no, name, start, end, people`. City-wide, so for headquarters. The phases are laid out over
//! the dates of the sheet in the proportions of the default programme.

use super::actions::cohorts::write_cohort;
use super::actions::programmes::plant_default_programme_in;
use super::model::{Cohort, Phase, PhaseDates};
use super::store;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::field;
use crate::ids::CohortId;
use crate::imports::kind::{Asker, Judged, Kind, Sheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed};
use crate::imports::values::{count, date};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};

/// The programme that imported cohorts follow.
const PROGRAMME: &str = "community";

/// `intake_no, name, start, end, people`.
pub struct CohortsKind;

struct CohortsSheet {
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

    fn begin(&self, conn: &mut Conn, _asker: &Asker, _lines: &[Line]) -> Result<Box<dyn Sheet>> {
        let there = store::page_cohorts(conn, None, None, i64::MAX)?;
        Ok(Box::new(CohortsSheet {
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

impl Sheet for CohortsSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        plant_default_programme_in(tx)?;
        let newest = store::find_newest_version(tx.conn(), PROGRAMME)?.ok_or_else(Error::not_found)?;
        let version = store::find_version(tx.conn(), &newest)?.ok_or_else(Error::not_found)?;
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
            let dates = spread(&version.phases, fresh.start, fresh.end);
            write_cohort(tx, &cohort, &dates, None, tx.now())?;
        }
        Ok(())
    }
}

/// The phases over given dates in the proportions of their weeks; each has at least a day if there are as many.
fn spread(phases: &[Phase], start: Date, end: Date) -> Vec<PhaseDates> {
    let days = i64::from((end - start).get_days());
    let weeks: i64 = phases.iter().map(|phase| phase.weeks).sum();
    let mut dates = vec![];
    let (mut from, mut gone) = (start, 0);
    for phase in phases {
        gone += phase.weeks;
        let to = start.saturating_add((days * gone / weeks).days());
        if to > from {
            dates.push(PhaseDates {
                phase: phase.number,
                from: from.to_string(),
                to: to.to_string(),
            });
        }
        from = to;
    }
    dates
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::training::default_programme::community_version;

    #[test]
    fn the_phases_fill_the_dates_of_the_sheet() {
        let phases = community_version().unwrap().phases;
        let dates = spread(&phases, jiff::civil::date(2026, 3, 7), jiff::civil::date(2026, 12, 19));
        assert_eq!(dates.len(), 4);
        assert_eq!(
            (dates[0].from.as_str(), dates[3].to.as_str()),
            ("2026-03-07", "2026-12-19")
        );
        assert!(dates.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
}

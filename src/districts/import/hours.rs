//! Weekly opening hours. A sheet adds rules; what is there stays.

use super::Studios;
use crate::db::{Conn, Tx};
use crate::districts::api::{VenueChange, VenueHooks};
use crate::districts::model::{Minute, OpeningRule, hours};
use crate::districts::store;
use crate::error::Result;
use crate::ids::StudioId;
use crate::imports::kind::{ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed};
use crate::imports::values::{time, weekday};

/// `studio, weekday, from, to`.
pub struct OpeningHoursKind {
    pub hooks: VenueHooks,
}

struct HoursSheet {
    hooks: VenueHooks,
    studios: Studios,
    there: Vec<(StudioId, OpeningRule)>,
    fresh: Vec<(StudioId, OpeningRule)>,
}

impl Kind for OpeningHoursKind {
    fn name(&self) -> &'static str {
        "opening_hours"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("studio", &["工作室", "地点"]),
            needed("weekday", &["星期", "周几", "day"]),
            needed("from", &["开始", "从", "开始时间", "开门时间", "start", "opens"]),
            needed("to", &["结束", "到", "结束时间", "关门时间", "end", "closes"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        true
    }

    fn begin(&self, conn: &mut Conn, asker: &ImportContext, _: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let studios = Studios::load(conn, &asker.scope)?;
        let mut there = vec![];
        for studio in studios.all() {
            // the first set; hours that hold from a later day on are for the studio's page
            let sets = store::list_sets(conn, &studio.id)?;
            let rules = sets.into_iter().take(1).flat_map(|set| set.rules);
            there.extend(rules.map(|rule| (studio.id.clone(), rule)));
        }
        Ok(Box::new(HoursSheet {
            hooks: self.hooks.clone(),
            studios,
            there,
            fresh: vec![],
        }))
    }
}

impl HoursSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let studio = self.studios.find(line.cell("studio"))?.id.clone();
        let weekday = weekday(line.cell("weekday")).ok_or_else(|| Verdict::refused("bad_weekday", ""))?;
        let times = time(line.cell("from")).zip(time(line.cell("to")));
        let times = times.and_then(|(from, to)| hours(Minute(from), Minute(to)).ok());
        let (from, to) = times.ok_or_else(|| Verdict::refused("bad_time", ""))?;
        let rule = OpeningRule { weekday, from, to };
        let touches = |(other_studio, other): &&(StudioId, OpeningRule)| {
            *other_studio == studio && other.weekday == weekday && other.from < rule.to && rule.from < other.to
        };
        match (self.fresh.iter().find(touches), self.there.iter().find(touches)) {
            (Some((_, other)), _) if *other == rule => Err(Verdict::refused("duplicate", "")),
            (None, Some((_, other))) if *other == rule => Ok(Verdict::unchanged()),
            // the line that was corrected: hours from the same minute on
            (None, Some((_, other))) if other.from == rule.from => {
                let found = vec![("to", other.to.to_string(), rule.to.to_string())];
                Ok(Verdict::compared(changes(found)))
            }
            (None, None) => {
                self.fresh.push((studio, rule));
                Ok(Verdict::ok())
            }
            (Some((_, other)), _) | (_, Some((_, other))) => {
                Err(Verdict::refused("overlap", format!("{}-{}", other.from, other.to)))
            }
        }
    }
}

impl Spreadsheet for HoursSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        let mut studios: Vec<&StudioId> = self.fresh.iter().map(|(studio, _)| studio).collect();
        studios.sort();
        studios.dedup();
        for studio in &studios {
            store::lock_studio(tx.conn(), studio)?;
        }
        for (studio, rule) in &self.fresh {
            let id = tx.mint();
            store::insert_rule(tx.conn(), id, studio, "", rule)?;
        }
        for studio in studios {
            self.hooks.run(tx, &VenueChange::Studio(studio.clone()))?;
        }
        Ok(())
    }
}

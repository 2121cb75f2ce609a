//! Lists of calendar days of any region, from a table or from JSON. For headquarters.
//!
//! A line changes its day, unlike the lines of other sheets: a notice that was changed comes as the same list again. Where the file names
//! the notice (its year), it is that notice's whole list, and days that it does not name any more become normal.

use super::json;
use super::model::{self, CalendarDay, DayChange, DayKind, Notice};
use crate::bilingual::Bilingual;
use crate::db::{Conn, Tx};
use crate::districts::api::{VenueChange, VenueHooks};
use crate::districts::store;
use crate::error::{Error, Result};
use crate::field;
use crate::imports::kind::{Change, ImportContext, Judged, Kind, Spreadsheet, Verdict, changes};
use crate::imports::rows::{Column, Line, needed, optional};
use crate::imports::values;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// `region, date, kind, name_zh, name_en, notice, source`.
pub struct CalendarDaysKind {
    pub hooks: VenueHooks,
}

/// The region, and the date as `YYYY-MM-DD`.
type Key = (String, String);

struct CalendarSheet {
    hooks: VenueHooks,
    there: BTreeMap<Key, CalendarDay>,
    seen: BTreeSet<Key>,
    /// Days that the file's notices do not name any more, by region and year.
    dropped: BTreeMap<(String, i64), Vec<CalendarDay>>,
    fresh: Vec<CalendarDay>,
    gone: Vec<CalendarDay>,
    sources: BTreeMap<(String, i64), String>,
}

impl Kind for CalendarDaysKind {
    fn name(&self) -> &'static str {
        "calendar_days"
    }

    fn columns(&self) -> &'static [Column] {
        const COLUMNS: &[Column] = &[
            needed("region", &["地区", "国家", "country"]),
            needed("date", &["日期"]),
            needed("kind", &["类型", "种类", "type"]),
            needed("name_zh", &["名称", "节日", "中文名", "name"]),
            optional("name_en", &["英文名", "english"]),
            optional("notice", &["年份", "通知", "year"]),
            optional("source", &["来源", "文件"]),
        ];
        COLUMNS
    }

    fn is_for_coordinators(&self) -> bool {
        false
    }

    fn to_table(&self, text: String) -> Result<String> {
        if text.trim_start().starts_with(['{', '[']) {
            json::to_lines(&text)
        } else {
            Ok(text)
        }
    }

    fn begin(&self, conn: &mut Conn, _: &ImportContext, lines: &[Line]) -> Result<Box<dyn Spreadsheet>> {
        let mut there = BTreeMap::new();
        let regions: BTreeSet<String> = lines
            .iter()
            .filter_map(|line| model::region(line.cell("region")).ok())
            .collect();
        for region in &regions {
            for day in store::list_days_of_region(conn, region)? {
                there.insert((region.clone(), day.date.clone()), day);
            }
        }
        let named: BTreeSet<Key> = lines
            .iter()
            .filter_map(|line| Some((model::region(line.cell("region")).ok()?, date_of(line)?.to_string())))
            .collect();
        let notices: BTreeSet<(String, i64)> = lines
            .iter()
            .filter(|line| !line.cell("notice").is_empty())
            .filter_map(|line| Some((model::region(line.cell("region")).ok()?, year_of(line)?)))
            .collect();
        let mut dropped: BTreeMap<(String, i64), Vec<CalendarDay>> = BTreeMap::new();
        for (key, day) in &there {
            let notice = (day.region.clone(), day.year);
            if notices.contains(&notice) && !named.contains(key) {
                dropped.entry(notice).or_default().push(day.clone());
            }
        }
        Ok(Box::new(CalendarSheet {
            hooks: self.hooks.clone(),
            there,
            seen: BTreeSet::new(),
            dropped,
            fresh: vec![],
            gone: vec![],
            sources: BTreeMap::new(),
        }))
    }
}

fn date_of(line: &Line) -> Option<Date> {
    values::date(line.cell("date"), None).filter(|date| field::DATES.contains(date))
}

fn year_of(line: &Line) -> Option<i64> {
    match line.cell("notice") {
        "" => date_of(line).map(|date| i64::from(date.year())),
        text => text.parse().ok().filter(|year| (1970..=2199).contains(year)),
    }
}

fn kind_of(cell: &str) -> Option<DayKind> {
    match cell.to_lowercase().as_str() {
        "off" | "holiday" | "休" | "休息" | "放假" | "节假日" => Some(DayKind::Off),
        "make_up_work" | "make-up" | "work" | "班" | "补班" | "调休上班" | "上班" => Some(DayKind::MakeUpWork),
        "normal" | "正常" | "平日" => Some(DayKind::Normal),
        _ => None,
    }
}

impl CalendarSheet {
    fn rules(&mut self, line: &Line) -> Judged<Verdict> {
        let bad = |code| move || Verdict::refused(code, "");
        let region = model::region(line.cell("region")).map_err(|_| bad("bad_region")())?;
        let date = date_of(line).ok_or_else(bad("bad_date"))?.to_string();
        let kind = kind_of(line.cell("kind")).ok_or_else(bad("bad_day_kind"))?;
        let year = year_of(line).ok_or_else(bad("bad_year"))?;
        let name = |column: &'static str| {
            field::text(column, line.text(column), 1, 80)
                .map_err(|_| Verdict::refused("bad_name", "1 to 80 characters"))
        };
        let zh = name("name_zh")?;
        let en = if line.cell("name_en").is_empty() {
            zh.clone()
        } else {
            name("name_en")?
        };
        let key = (region.clone(), date.clone());
        if !self.seen.insert(key.clone()) {
            return Err(Verdict::refused("duplicate", ""));
        }
        if let Ok(source) = field::text("source", line.text("source"), 1, 300) {
            self.sources.insert((region.clone(), year), source);
        }
        let day = CalendarDay {
            region: region.clone(),
            date,
            kind,
            name: Bilingual { zh, en },
            year,
        };
        let mut found = self.with_dropped(&region, year);
        let old = self.there.get(&key);
        let is_same = match old {
            Some(old) => *old == day,
            None => kind == DayKind::Normal,
        };
        if let Some(old) = old {
            let (was, now) = (old.kind.to_string(), day.kind.to_string());
            found.extend(changes(vec![
                ("kind", was, now),
                ("name_zh", old.name.zh.clone(), day.name.zh.clone()),
                ("name_en", old.name.en.clone(), day.name.en.clone()),
            ]));
        }
        if is_same && found.is_empty() {
            return Ok(Verdict::unchanged());
        }
        if !is_same {
            self.fresh.push(day);
        }
        Ok(Verdict {
            changes: found,
            ..Verdict::ok()
        })
    }

    /// The first line of a notice shows the days that the notice does not name any more.
    fn with_dropped(&mut self, region: &str, year: i64) -> Vec<Change> {
        let dropped = self.dropped.remove(&(region.to_owned(), year)).unwrap_or_default();
        let shown = dropped.iter().map(|day| Change {
            column: "kind",
            was: format!("{} {}", day.date, day.kind),
            now: format!("{} {}", day.date, DayKind::Normal),
        });
        let shown = shown.collect();
        self.gone.extend(dropped);
        shown
    }

    /// Makes the days what the accepted lines say; the dates whose kind is another now, by region.
    fn write_days(&self, tx: &mut Tx<'_>) -> Result<BTreeMap<String, Vec<DayChange>>> {
        let mut changed: BTreeMap<String, Vec<DayChange>> = BTreeMap::new();
        let normal = self.gone.iter().map(|day| CalendarDay {
            kind: DayKind::Normal,
            ..day.clone()
        });
        for day in normal.chain(self.fresh.iter().cloned()) {
            let old = self.there.get(&(day.region.clone(), day.date.clone()));
            let was = old.map_or(DayKind::Normal, |old| old.kind);
            store::delete_day(tx.conn(), &day.region, &day.date)?;
            if day.kind != DayKind::Normal {
                store::insert_day(tx.conn(), &day)?;
            }
            if was != day.kind {
                let date = day.date.parse().map_err(Error::internal)?;
                let of_region = changed.entry(day.region).or_default();
                of_region.push(DayChange {
                    date,
                    was,
                    now: day.kind,
                });
            }
        }
        Ok(changed)
    }

    fn write_notices(&self, tx: &mut Tx<'_>) -> Result<()> {
        let known = store::list_notices(tx.conn())?;
        let touched = self.fresh.iter().chain(&self.gone);
        let touched: BTreeSet<(String, i64)> = touched.map(|day| (day.region.clone(), day.year)).collect();
        for (region, year) in touched {
            let old = known
                .iter()
                .find(|notice| notice.region == region && notice.year == year);
            let source = self.sources.get(&(region.clone(), year)).cloned();
            let notice = Notice {
                version: old.map_or(1, |old| old.version + 1),
                source: source.or(old.map(|old| old.source.clone())).unwrap_or_default(),
                loaded_at: tx.now(),
                region,
                year,
            };
            if !store::update_notice(tx.conn(), &notice)? {
                store::insert_notice(tx.conn(), &notice)?;
            }
        }
        Ok(())
    }
}

impl Spreadsheet for CalendarSheet {
    fn judge(&mut self, line: &Line) -> Verdict {
        self.rules(line).unwrap_or_else(|refused| refused)
    }

    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()> {
        self.write_notices(tx)?;
        for (region, days) in self.write_days(tx)? {
            for studio in store::list_studios_of_region(tx.conn(), &region)? {
                store::lock_studio(tx.conn(), &studio)?;
                self.hooks.run(tx, &VenueChange::CalendarDays(studio, days.clone()))?;
            }
        }
        Ok(())
    }
}

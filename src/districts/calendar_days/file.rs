//! The notices that ship with the product, read from a file that is part of the program.

use super::model::{self, CalendarDay, DayKind};
use crate::bilingual::Bilingual;
use jiff::civil::Date;
use serde::Deserialize;

const FILE: &str = include_str!("public_days.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    notices: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    region: String,
    year: i64,
    source: String,
    days: Vec<Range>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Range {
    from: String,
    to: String,
    kind: DayKind,
    name: Bilingual,
}

/// A notice with its days in order.
#[derive(Clone, Debug)]
pub(super) struct ShippedNotice {
    pub region: String,
    pub year: i64,
    pub source: String,
    pub days: Vec<CalendarDay>,
}

/// The notices of the file.
pub(super) fn shipped() -> Result<Vec<ShippedNotice>, String> {
    let file: File = toml::from_str(FILE).map_err(|error| error.to_string())?;
    file.notices.into_iter().map(notice).collect()
}

fn notice(written: Written) -> Result<ShippedNotice, String> {
    let region = model::region(&written.region).map_err(|_| format!("{} is no region", written.region))?;
    let mut days: Vec<CalendarDay> = vec![];
    for range in written.days {
        let read = |text: &str| text.parse::<Date>().map_err(|_| format!("{text} is no date"));
        let (mut date, to) = (read(&range.from)?, read(&range.to)?);
        if to < date || range.kind == DayKind::Normal {
            return Err(format!("{} ends before it begins, or is nothing", range.from));
        }
        while date <= to {
            if days.iter().any(|day| day.date == date.to_string()) {
                return Err(format!("{date} stands twice"));
            }
            days.push(CalendarDay {
                region: region.clone(),
                date: date.to_string(),
                kind: range.kind,
                name: range.name.clone(),
                year: written.year,
            });
            date = date.tomorrow().map_err(|error| error.to_string())?;
        }
    }
    Ok(ShippedNotice {
        region,
        year: written.year,
        source: written.source,
        days,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::local_time::weekday_of;

    #[test]
    fn the_file_that_ships_is_sound() {
        let notices = shipped().unwrap();
        let years: Vec<_> = notices
            .iter()
            .map(|notice| (notice.region.as_str(), notice.year))
            .collect();
        assert_eq!(years, [("CN", 2025), ("CN", 2026)]);
        for notice in &notices {
            let count = |kind| notice.days.iter().filter(|day| day.kind == kind).count();
            // as the notices have it: 28 days off and 5 to make up in 2025, 33 and 6 in 2026
            let wanted = if notice.year == 2025 { (28, 5) } else { (33, 6) };
            assert_eq!(
                (count(DayKind::Off), count(DayKind::MakeUpWork)),
                wanted,
                "{}",
                notice.year
            );
            for day in notice.days.iter().filter(|day| day.kind == DayKind::MakeUpWork) {
                assert!(
                    weekday_of(day.date.parse().unwrap()) >= 6,
                    "{} is made up for on a weekend",
                    day.date
                );
            }
        }
        let national = notices[1].days.iter().find(|day| day.date == "2026-10-01").unwrap();
        assert_eq!(
            (national.kind, national.name.en.as_str()),
            (DayKind::Off, "National Day")
        );
    }
}

//! Cells to values: dates, times, ranges, weekdays, yes and no, as people write them. All functions take tidied cells
//! (NFKC, trimmed) and are pure.

use crate::field::DATES;
use jiff::civil::Date;

/// The month that a sheet is about: dates without a year belong to it, dates outside it are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month {
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
}

impl Month {
    /// Reads `2026-12`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let year = (year.len() == 4).then(|| number(year, 4)).flatten()?;
        let month = (month.len() == 2).then(|| number(month, 2)).flatten()?;
        Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1)
            .ok()
            .filter(|first| DATES.contains(first))
            .map(|first| Month {
                year: first.year(),
                month: first.month(),
            })
    }

    pub fn first(self) -> Date {
        Date::constant(self.year, self.month, 1)
    }

    /// The first day of the next month.
    pub fn after(self) -> Date {
        let (year, month) = if self.month == 12 {
            (self.year + 1, 1)
        } else {
            (self.year, self.month + 1)
        };
        Date::constant(year, month, 1)
    }

    fn holds(self, date: Date) -> bool {
        (date.year(), date.month()) == (self.year, self.month)
    }
}

fn number(text: &str, most_digits: usize) -> Option<u32> {
    let is_number = !text.is_empty() && text.len() <= most_digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// Reads `2026-12-05`, `2026/12/5`, `2026年12月5日` and, where the month is known, `12月5日`.
pub fn date(cell: &str, month: Option<Month>) -> Option<Date> {
    let (year, rest) = if let Some((year, rest)) = cell.split_once(['-', '/', '年']) {
        (
            i16::try_from((year.len() == 4).then(|| number(year, 4)).flatten()?).ok()?,
            rest,
        )
    } else {
        (month?.year, cell)
    };
    let is_chinese = cell.ends_with('日');
    let (of_year, of_month) = if is_chinese {
        rest.strip_suffix('日')?.split_once('月')?
    } else {
        rest.split_once(['-', '/'])?
    };
    if !is_chinese && cell.contains('-') == cell.contains('/') {
        return None;
    }
    let (of_year, of_month) = (number(of_year, 2)?, number(of_month, 2)?);
    let date = Date::new(year, i8::try_from(of_year).ok()?, i8::try_from(of_month).ok()?).ok()?;
    (DATES.contains(&date) && month.is_none_or(|month| month.holds(date))).then_some(date)
}

/// Minutes since midnight of `9:00` or `18:30`; `24:00` is 1440.
pub fn time(cell: &str) -> Option<i64> {
    let (hours, minutes) = cell.trim().split_once(':')?;
    let (hours, minutes) = (
        number(hours, 2)?,
        (minutes.len() == 2).then(|| number(minutes, 2)).flatten()?,
    );
    (minutes < 60 && (hours < 24 || hours == 24 && minutes == 0)).then_some(i64::from(hours * 60 + minutes))
}

/// Reads `18:30-20:00`, also with `~`, a long dash, a wave dash or 至; the end is after the start.
pub fn range(cell: &str) -> Option<(i64, i64)> {
    const DASHES: &[char] = &['-', '~', '—', '–', '―', '−', '〜', '至', '到'];
    let at = cell.find(DASHES)?;
    let (from, to) = (time(&cell[..at])?, time(cell[at..].trim_start_matches(DASHES))?);
    (from < to).then_some((from, to))
}

/// The end of a range whose start and end are in two cells. An end that is not after the start is on the next day, where
/// the range lasts at most twelve hours.
pub fn range_of(start: &str, end: &str) -> Option<(i64, i64)> {
    let (from, to) = (time(start)?, time(end)?);
    let to = if to > from { to } else { to + 1440 };
    (from < 1440 && (to <= 1440 || to - from <= 720)).then_some((from, to))
}

/// The ISO weekday, 1 is Monday: `周一`, `星期日`, `Mon`, `sunday`, `7`.
pub fn weekday(cell: &str) -> Option<i64> {
    const CHINESE: &str = "一二三四五六日";
    const ENGLISH: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let found = if let Some(day) = cell.strip_prefix('周').or_else(|| cell.strip_prefix("星期")) {
        let day = if day == "天" { "日" } else { day };
        CHINESE.chars().position(|c| day.chars().eq([c]))
    } else if cell.len() == 1 {
        "1234567".find(cell)
    } else {
        let day = cell.to_lowercase();
        ENGLISH.iter().position(|name| *name == day || name[..3] == day)
    };
    found.and_then(|index| i64::try_from(index).ok()).map(|index| index + 1)
}

/// `yes`, `no`, `是`, `否` and the like.
pub fn yes_or_no(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "是" | "有" => Some(true),
        "no" | "n" | "false" | "0" | "否" | "无" | "" => Some(false),
        _ => None,
    }
}

/// A whole number of at most six digits.
pub fn count(cell: &str) -> Option<i64> {
    number(cell, 6).map(i64::from)
}

/// The parts of a cell that lists several things: `圆桌;投影`, also with 、 or a line break.
pub fn parts(cell: &str) -> Vec<String> {
    cell.split([';', '、', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::rows::tidy;
    use proptest::prelude::*;

    const DECEMBER: Option<Month> = Some(Month { year: 2026, month: 12 });

    fn wide(text: &str) -> String {
        text.chars()
            .map(|c| {
                if c.is_ascii_graphic() {
                    char::from_u32(c as u32 + 0xfee0).unwrap_or(c)
                } else {
                    c
                }
            })
            .collect()
    }

    #[test]
    fn nonsense_is_no_date() {
        for cell in [
            "",
            "2026-12-32",
            "31/12",
            "12月32日",
            "2026-12",
            "2026-12/05",
            "2026-012-05",
            "26-12-05",
            "12月5",
            "2026-12-05日",
            "+2026-12-05",
            "明天",
        ] {
            assert_eq!(date(cell, DECEMBER), None, "{cell}");
        }
        assert_eq!(date("12月5日", None), None);
        assert_eq!(date("2026-11-30", DECEMBER), None);
        assert_eq!(date("11月30日", DECEMBER), None);
    }

    #[test]
    fn nonsense_is_no_range() {
        for cell in [
            "",
            "19:00",
            "晚上",
            "25:00-26:00",
            "20:00-19:00",
            "19:00-19:00",
            "19:0-20:00",
            "19:00-24:30",
            "7-8",
            "19:60-20:00",
            "19:00-20:00-21:00",
        ] {
            assert_eq!(range(cell), None, "{cell}");
        }
        assert_eq!(range("22:30-24:00"), Some((1350, 1440)));
    }

    #[test]
    fn a_range_in_two_cells_may_end_on_the_next_day() {
        for (start, end, found) in [
            ("18:30", "20:00", Some((1110, 1200))),
            ("22:30", "00:00", Some((1350, 1440))),
            ("22:30", "24:00", Some((1350, 1440))),
            ("23:00", "01:00", Some((1380, 1500))),
            ("20:00", "18:30", None),
            ("24:00", "01:00", None),
            ("18:30", "", None),
        ] {
            assert_eq!(range_of(start, end), found, "{start} {end}");
        }
    }

    #[test]
    fn months_and_weekdays() {
        assert_eq!(Month::parse("2026-12"), DECEMBER);
        for text in ["2026-13", "2026-1", "26-12", "2026/12", "2026-00", ""] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
        for (text, day) in [
            ("周一", 1),
            ("星期天", 7),
            ("周日", 7),
            ("Wed", 3),
            ("SUNDAY", 7),
            ("6", 6),
        ] {
            assert_eq!(weekday(text), Some(day), "{text}");
        }
        for text in ["周八", "", "8", "0", "周", "mo", "周一二"] {
            assert_eq!(weekday(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_spelling_of_a_date_is_the_same_date(year in 1990i16..2100, month in 1i8..=12, day in 1i8..=28) {
            let expected = Date::new(year, month, day).ok();
            let known = Some(Month { year, month });
            for text in [
                format!("{year}-{month:02}-{day:02}"), format!("{year}/{month}/{day}"), format!("{month}月{day}日"),
                format!("{year}年{month}月{day}日"), format!(" {month:02}月{day:02}日 "),
            ] {
                prop_assert_eq!(date(&tidy(&text), known), expected, "{}", text);
                prop_assert_eq!(date(&tidy(&wide(&text)), known), expected, "{}", wide(&text));
            }
        }

        #[test]
        fn every_spelling_of_a_range_is_the_same_range(from in 0i64..1439, length in 1i64..600, dash in "[-~—–〜至]") {
            let to = (from + length).min(1440);
            let text = format!("{:02}:{:02}{dash}{:02}:{:02}", from / 60, from % 60, to / 60, to % 60);
            prop_assert_eq!(range(&tidy(&text)), Some((from, to)), "{}", text);
            prop_assert_eq!(range(&tidy(&wide(&text))), Some((from, to)), "{}", wide(&text));
            let backwards = format!("{:02}:{:02}{dash}{:02}:{:02}", to / 60, to % 60, from / 60, from % 60);
            prop_assert_eq!(range(&tidy(&backwards)), None);
        }

        #[test]
        fn no_cell_can_break_a_parser(cell in "\\PC{0,30}") {
            let cell = tidy(&cell);
            let _ = (date(&cell, DECEMBER), date(&cell, None), range(&cell), time(&cell), weekday(&cell), count(&cell), parts(&cell));
        }

        #[test]
        fn what_is_read_as_a_range_lies_within_a_day(cell in "[0-9]{1,2}:[0-9]{2}[-~—][0-9]{1,2}:[0-9]{2}") {
            if let Some((from, to)) = range(&cell) {
                prop_assert!(0 <= from && from < to && to <= 1440);
            }
        }
    }
}

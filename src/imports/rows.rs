//! Text to lines: comma-separated rows, with columns found by heading.

pub use super::heading::{Column, needed, optional};

pub use super::cell::{shown, tidy};
use super::heading::{Heading, UnreadColumn};
use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};

/// More lines than this are refused: a month of a city has about a thousand.
pub const MOST_LINES: usize = 20_000;

/// One line of a sheet below the heading.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the file; the heading is 1.
    pub number: u64,
    /// Why it is no line of the sheet, if it is none.
    pub passed_over: Option<&'static str>,
    cells: Vec<(&'static str, String, String)>,
    is_refused: bool,
}

impl Line {
    /// The cell of a column: NFKC (full-width digits and signs become plain ones), trimmed; empty where missing.
    pub fn cell(&self, column: &str) -> &str {
        self.find(column).map_or("", |(_, tidied, _)| tidied)
    }

    /// The cell as it was written, trimmed: for names and sentences, whose full-width signs are meant.
    pub fn text(&self, column: &str) -> &str {
        self.find(column).map_or("", |(_, _, written)| written)
    }

    /// Whether the sheet has this column. What a sheet does not say is not compared.
    pub fn has(&self, column: &str) -> bool {
        self.find(column).is_some()
    }

    fn find(&self, column: &str) -> Option<&(&'static str, String, String)> {
        self.cells.iter().find(|(name, ..)| *name == column)
    }

    /// Whether any cell, also of a column that nobody reads, holds an identity number (safety 21, 22).
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }

    /// What a report repeats of it, so that it is found again: never remarks, never a long number, nothing where a cell
    /// holds an identity number.
    pub fn summary(&self) -> String {
        if self.is_refused {
            return String::new();
        }
        let repeated = self.cells.iter().filter(|(name, ..)| *name != "note");
        let cells = repeated.map(|(name, tidied, _)| match *name {
            "date" | "time" | "start" | "end" => short_number(tidied),
            _ => shown(tidied),
        });
        let cells: Vec<String> = cells.filter(|cell| !cell.is_empty()).collect();
        cells.join(" · ").chars().take(120).collect()
    }
}

/// Dates and times have up to eight digits; a telephone number has more.
fn short_number(cell: &str) -> String {
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    if digits <= 8 && cell.chars().count() <= 20 {
        cell.to_owned()
    } else {
        shown(cell)
    }
}

/// The lines of a file and the columns that were not read.
#[derive(Debug)]
pub struct Rows {
    /// The lines below the heading.
    pub lines: Vec<Line>,
    pub unread: Vec<UnreadColumn>,
}

/// Reads all lines that are not empty.
pub fn rows(text: &str, columns: &'static [Column]) -> Result<Rows> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut heading: Option<Heading> = None;
    let mut lines = vec![];
    let mut counter = LineCounter {
        text: text.as_bytes(),
        at: 0,
        number: 1,
    };
    for record in reader.records() {
        let record = record.map_err(|cause| Error::from(Code::ImportUnreadable).because(cause))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let number = counter.number_at(record.position().map_or(0, csv::Position::byte));
        let Some(heading) = &mut heading else {
            heading = Some(Heading::read(&record, columns)?);
            continue;
        };
        if lines.len() == MOST_LINES {
            return Err(Error::new(
                Code::TooLarge,
                format!("a sheet has at most {MOST_LINES} lines"),
            ));
        }
        let passed_over = passed_over(&record);
        if passed_over.is_none() {
            heading.see(&record);
        }
        let cell = |(at, name): (usize, &Option<&'static str>)| {
            let written = plain(record.get(at).unwrap_or_default().trim());
            name.map(|name| (name, tidy(written), written.to_owned()))
        };
        lines.push(Line {
            number,
            passed_over,
            is_refused: record.iter().any(holds_identity_number),
            cells: heading.columns.iter().enumerate().filter_map(cell).collect(),
        });
    }
    match heading {
        Some(heading) => Ok(Rows {
            lines,
            unread: heading.unread(),
        }),
        None => Err(Error::new(Code::ImportUnreadable, "the sheet is empty")),
    }
}

/// Without the apostrophe by which a spreadsheet, and our own exports, keep text from being calculated.
fn plain(cell: &str) -> &str {
    let quoted = cell.strip_prefix('\'');
    quoted
        .filter(|rest| rest.starts_with(['=', '+', '-', '@']))
        .unwrap_or(cell)
}

/// Sums, and the last line of our own exports, are no lines of the sheet.
fn passed_over(record: &csv::StringRecord) -> Option<&'static str> {
    let first = record.iter().map(tidy).find(|cell| !cell.is_empty())?;
    let is = |at: usize, word| record.get(at).is_some_and(|cell| cell == word);
    if is(0, "period") && is(3, "maker") && is(5, "filter") {
        return Some("origin");
    }
    let is_total =
        ["合计", "总计", "小计", "total", "sum"].contains(&first.trim_end_matches(':').to_lowercase().as_str());
    is_total.then_some("total")
}

/// Counts lines up to a byte; the reader's own count does not include the line ends that it skips.
struct LineCounter<'a> {
    text: &'a [u8],
    at: usize,
    number: u64,
}

impl LineCounter<'_> {
    fn number_at(&mut self, byte: u64) -> u64 {
        let start = usize::try_from(byte).unwrap_or(usize::MAX);
        while let Some(&c) = self
            .text
            .get(self.at)
            .filter(|c| self.at < start || matches!(c, b'\r' | b'\n'))
        {
            self.at += 1;
            let ends_line = c == b'\n' || c == b'\r' && self.text.get(self.at) != Some(&b'\n');
            self.number += u64::from(ends_line);
        }
        self.number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        needed("studio", &["工作室"]),
        needed("room", &["活动室"]),
        optional("note", &["备注"]),
    ];

    #[test]
    fn columns_are_found_by_name_in_any_order_and_either_language() {
        let Rows { lines, unread } = rows(
            "活动室, 工作室 ,别的\r\n大教室,青禾工作室,x\r\n\r\n,,\r\n小组室,青禾工作室\r\n",
            COLUMNS,
        )
        .unwrap();
        assert_eq!(lines.len(), 2);
        assert_eq!(
            (lines[0].cell("room"), lines[0].cell("studio"), lines[0].cell("note")),
            ("大教室", "青禾工作室", "")
        );
        assert_eq!((lines[0].number, lines[1].number), (2, 5));
        assert_eq!((unread.len(), unread[0].heading.as_str()), (1, "别的"));
        // a short line has empty cells, not missing columns
        assert!(lines[1].has("room") && !lines[1].has("note"));
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = rows("studio\na\n", COLUMNS).unwrap_err();
        assert_eq!(
            (error.code, error.fields[0].field.as_str()),
            (Code::ImportColumns, "room")
        );
        assert_eq!(rows("\n\n", COLUMNS).unwrap_err().code, Code::ImportUnreadable);
    }

    // safety 22
    #[test]
    fn an_identity_number_is_seen_in_a_column_that_nobody_reads() {
        let Rows { lines, .. } = rows(
            "studio,room,other\na,b,证件 １１０１０５１９４９１２３１００２Ｘ\na,b,c,11010519491231002X\na,b,c\n",
            COLUMNS,
        )
        .unwrap();
        assert_eq!(
            lines.iter().map(Line::is_refused).collect::<Vec<_>>(),
            [true, true, false]
        );
    }

    #[test]
    fn sums_and_the_last_line_of_an_export_are_no_lines() {
        let text = "studio,room,note\na,b,'=1\n合计,,3\n,Total:,\nperiod,2026-12-01,2026-12-31,maker,x,filter,all\n合计工作室,b,\n";
        let Rows { lines, unread } = rows(text, COLUMNS).unwrap();
        let found: Vec<_> = lines.iter().map(|line| line.passed_over).collect();
        assert_eq!(found, [None, Some("total"), Some("total"), Some("origin"), None]);
        assert_eq!((lines[0].text("note"), unread.len()), ("=1", 0));
    }

    // safety 21, 22
    #[test]
    fn a_report_repeats_a_line_without_remarks_and_long_numbers() {
        const MORE: &[Column] = &[needed("date", &[]), needed("room", &[]), optional("note", &[])];
        let text =
            "date,room,note\n2026-12-05,大教室,secret\n13800138000,138-0013-8000,\n2026-12-05,b,11010519491231002X\n";
        let Rows { lines, .. } = rows(text, MORE).unwrap();
        let said: Vec<_> = lines.iter().map(Line::summary).collect();
        assert_eq!(said, ["2026-12-05 · 大教室", "… · …", ""]);
    }

    #[test]
    fn a_report_repeats_no_long_number() {
        assert_eq!(shown("城东工作室"), "城东工作室");
        assert_eq!(shown("13800138000"), "…");
        assert_eq!(shown(&"长".repeat(30)).chars().count(), 21);
    }
}

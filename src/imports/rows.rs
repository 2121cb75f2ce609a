//! Text to lines: the comma-separated rows, their columns found by the heading's name.

use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};
use unicode_normalization::UnicodeNormalization;

/// More lines than this are refused: a month of a city has about a thousand.
pub const MOST_LINES: usize = 20_000;

/// A column that a kind reads.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name under which the kind asks for the cell.
    pub name: &'static str,
    /// Other headings that mean the same.
    pub also: &'static [&'static str],
    /// Whether a sheet without it is refused as a whole.
    pub is_needed: bool,
}

/// A column that every sheet of the kind has.
pub const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        also,
        is_needed: true,
    }
}

/// A column that a sheet of the kind may leave out.
pub const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        also,
        is_needed: false,
    }
}

/// One line of a sheet below the heading.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number in the file; the heading is 1.
    pub number: u64,
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

    fn find(&self, column: &str) -> Option<&(&'static str, String, String)> {
        self.cells.iter().find(|(name, ..)| *name == column)
    }

    /// Whether any cell, also of a column that nobody reads, holds an identity number (safety 21, 22).
    pub fn is_refused(&self) -> bool {
        self.is_refused
    }
}

/// Reads all lines that hold anything.
pub fn lines(text: &str, columns: &'static [Column]) -> Result<Vec<Line>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut heading: Option<Vec<Option<&'static str>>> = None;
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
        let Some(heading) = &heading else {
            heading = Some(read_heading(&record, columns)?);
            continue;
        };
        if lines.len() == MOST_LINES {
            return Err(Error::new(
                Code::TooLarge,
                format!("a sheet has at most {MOST_LINES} lines"),
            ));
        }
        let cells = record.iter().zip(heading.iter().chain(std::iter::repeat(&None)));
        lines.push(Line {
            number,
            is_refused: record.iter().any(holds_identity_number),
            cells: cells
                .filter_map(|(cell, name)| name.map(|name| (name, tidy(cell), cell.trim().to_owned())))
                .collect(),
        });
    }
    match heading {
        Some(_) => Ok(lines),
        None => Err(Error::new(Code::ImportUnreadable, "the sheet is empty")),
    }
}

/// Counts lines up to a byte; the reader's own count stands before the line ends that it skips.
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

fn read_heading(record: &csv::StringRecord, columns: &'static [Column]) -> Result<Vec<Option<&'static str>>> {
    let found: Vec<_> = record
        .iter()
        .map(|cell| column_of(&tidy(cell).to_lowercase(), columns))
        .collect();
    let missing = columns
        .iter()
        .filter(|column| column.is_needed && !found.contains(&Some(column.name)));
    let refused = missing.fold(None, |error: Option<Error>, column| {
        Some(
            error
                .unwrap_or_else(|| Code::ImportColumns.into())
                .and_field(column.name, "required"),
        )
    });
    refused.map_or(Ok(found), Err)
}

fn column_of(heading: &str, columns: &'static [Column]) -> Option<&'static str> {
    columns
        .iter()
        .find(|column| column.name == heading || column.also.contains(&heading))
        .map(|column| column.name)
}

/// NFKC and trimmed: what a person sees, in one spelling.
pub fn tidy(cell: &str) -> String {
    cell.nfkc().collect::<String>().trim().to_owned()
}

/// A cell as a report may repeat it: short, and never a long number.
pub fn shown(cell: &str) -> String {
    if cell.chars().filter(char::is_ascii_digit).count() > 5 {
        return "…".into();
    }
    let mut text: String = cell.chars().take(20).collect();
    if text.len() < cell.len() {
        text.push('…');
    }
    text
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
        let lines = lines(
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
    }

    #[test]
    fn a_missing_column_is_named() {
        let error = lines("studio\na\n", COLUMNS).unwrap_err();
        assert_eq!(
            (error.code, error.fields[0].field.as_str()),
            (Code::ImportColumns, "room")
        );
        assert_eq!(lines("\n\n", COLUMNS).unwrap_err().code, Code::ImportUnreadable);
    }

    // safety 22
    #[test]
    fn an_identity_number_is_seen_in_a_column_that_nobody_reads() {
        let lines = lines(
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
    fn a_report_repeats_no_long_number() {
        assert_eq!(shown("城东工作室"), "城东工作室");
        assert_eq!(shown("13800138000"), "…");
        assert_eq!(shown(&"长".repeat(30)).chars().count(), 21);
    }
}

//! Which column is which: headings are compared by their letters and digits alone, so that `Co-lead`, `co_lead` and
//! `Co lead`, or `时间` and `时间（起-止）`, are the same heading.

use super::cell::{shown, tidy};
use crate::content::holds_identity_number;
use crate::error::{Code, Error, Result};
use serde::Serialize;

/// A column that a kind reads.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The name under which the kind asks for the cell.
    pub name: &'static str,
    /// Other headings that mean the same.
    pub also: &'static [&'static str],
    /// Whether a sheet without it is refused as a whole.
    pub is_needed: bool,
    /// Columns that together replace it.
    pub instead: &'static [&'static str],
}

/// A column that every sheet of the kind has.
pub const fn needed(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        name,
        also,
        is_needed: true,
        instead: &[],
    }
}

/// A column that a sheet of the kind may leave out.
pub const fn optional(name: &'static str, also: &'static [&'static str]) -> Column {
    Column {
        is_needed: false,
        ..needed(name, also)
    }
}

impl Column {
    /// A sheet with all of these columns may leave it out.
    #[must_use]
    pub const fn or(self, instead: &'static [&'static str]) -> Self {
        Column { instead, ..self }
    }
}

/// A column of the sheet that nobody reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UnreadColumn {
    pub heading: String,
    /// The first cell that is not empty, shortened.
    pub example: String,
}

/// The columns that were found in the heading of a file.
#[derive(Debug)]
pub struct Heading {
    /// The name of each column, if it is read.
    pub columns: Vec<Option<&'static str>>,
    written: Vec<String>,
    examples: Vec<String>,
}

impl Heading {
    /// Reads the first line; refuses a sheet that lacks a column.
    pub fn read(record: &csv::StringRecord, columns: &'static [Column]) -> Result<Self> {
        let mut found: Vec<Option<&'static str>> = vec![];
        for cell in record {
            // a second column of the same name is not read, and the report lists it
            let column = column_of(&key(cell), columns).filter(|name| !found.contains(&Some(*name)));
            found.push(column);
        }
        let has = |name: &&'static str| found.contains(&Some(*name));
        let missing = columns.iter().filter(|column| {
            let is_replaced = !column.instead.is_empty() && column.instead.iter().all(&has);
            column.is_needed && !has(&column.name) && !is_replaced
        });
        let refused = missing.fold(None, |error: Option<Error>, column| {
            let error = error.unwrap_or_else(|| Code::ImportColumns.into());
            Some(error.and_field(column.name, "required"))
        });
        let heading = Heading {
            columns: found,
            written: record.iter().map(|cell| shown(&one_line(cell))).collect(),
            examples: vec![String::new(); record.len()],
        };
        refused.map_or(Ok(heading), Err)
    }

    /// Remembers the first cell of each column that is not read.
    pub fn see(&mut self, record: &csv::StringRecord) {
        for (at, cell) in record.iter().enumerate() {
            if at >= self.examples.len() {
                self.columns.push(None);
                self.written.push(String::new());
                self.examples.push(String::new());
            }
            let is_unread = self.columns[at].is_none() && self.examples[at].is_empty();
            if is_unread && !cell.trim().is_empty() && !holds_identity_number(cell) {
                self.examples[at] = shown(&one_line(cell));
            }
        }
    }

    /// The columns that nobody reads and that hold anything.
    pub fn unread(self) -> Vec<UnreadColumn> {
        let columns = self.columns.into_iter().zip(self.written).zip(self.examples);
        columns
            .filter(|((name, _), example)| name.is_none() && !example.is_empty())
            .map(|((_, heading), example)| UnreadColumn { heading, example })
            .collect()
    }
}

fn one_line(cell: &str) -> String {
    tidy(cell).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Letters and digits of a heading, in lower case, without what stands in brackets.
fn key(heading: &str) -> String {
    let mut depth = 0;
    let mut key = String::new();
    for c in tidy(heading).to_lowercase().chars() {
        match c {
            '(' | '[' | '【' => depth += 1,
            ')' | ']' | '】' => depth = (depth - 1).max(0),
            c if depth == 0 && c.is_alphanumeric() => key.push(c),
            _ => {}
        }
    }
    key
}

fn column_of(heading: &str, columns: &'static [Column]) -> Option<&'static str> {
    let is_called = |name: &&str| key(name) == heading;
    let found = columns
        .iter()
        .find(|column| is_called(&column.name) || column.also.iter().any(&is_called));
    found.filter(|_| !heading.is_empty()).map(|column| column.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[Column] = &[
        needed("date", &["日期"]),
        needed("time", &["时间"]).or(&["start", "end"]),
        optional("start", &["开始"]),
        optional("end", &["结束"]),
        optional("co_lead", &["协同", "副带领"]),
    ];

    fn read(line: &str) -> Result<Vec<Option<&'static str>>> {
        let record = csv::StringRecord::from(line.split('|').collect::<Vec<_>>());
        Heading::read(&record, COLUMNS).map(|heading| heading.columns)
    }

    #[test]
    fn near_headings_are_the_same_heading() {
        for written in [
            "Co-lead",
            "co_lead",
            "CO LEAD",
            "co.lead*",
            "副带领",
            "协 同",
            "协同（可空）",
            "ｃｏ－ｌｅａｄ",
        ] {
            let found = read(&format!("日 期|时间\n(起-止)|{written}")).unwrap();
            assert_eq!(found, [Some("date"), Some("time"), Some("co_lead")], "{written}");
        }
        for written in ["lead", "副带领二", "", "(co lead)"] {
            assert_eq!(read(&format!("日期|时间|{written}")).unwrap()[2], None, "{written}");
        }
    }

    #[test]
    fn two_columns_can_stand_in_for_one_and_one_of_them_cannot() {
        assert!(read("date|开始|结束").is_ok());
        let error = read("date|开始").unwrap_err();
        assert_eq!((error.fields.len(), error.fields[0].field.as_str()), (1, "time"));
    }

    // safety 22
    #[test]
    fn what_nobody_reads_is_listed_with_an_example_but_never_an_identity_number() {
        let record = |cells: &[&str]| csv::StringRecord::from(cells.to_vec());
        let mut heading = Heading::read(&record(&["date", "time", "天气", "证件", "空", "时间"]), COLUMNS).unwrap();
        heading.see(&record(&["a", "b", "", "11010519491231002X", "", "x"]));
        heading.see(&record(&["a", "b", "晴", "13800138000", " ", "y", "more"]));
        let unread = heading.unread();
        let found: Vec<_> = unread
            .iter()
            .map(|one| (one.heading.as_str(), one.example.as_str()))
            .collect();
        assert_eq!(found, [("天气", "晴"), ("证件", "…"), ("时间", "x"), ("", "more")]);
    }
}

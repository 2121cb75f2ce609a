//! What came of a sheet: a verdict per line.

use super::kind::{Outcome, Verdict};
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to an import and to its dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    /// The kind of sheet.
    pub kind: String,
    /// Whether anything was written.
    pub is_applied: bool,
    /// Lines below the heading.
    pub total: usize,
    /// Lines that come in, and those that are there already.
    pub accepted: usize,
    /// Lines that do not.
    pub refused: usize,
    /// How many lines have each verdict.
    pub counts: BTreeMap<String, usize>,
    /// Every line.
    pub lines: Vec<LineReport>,
}

/// What came of one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineReport {
    /// Its number in the file; the heading is 1.
    pub line: u64,
    /// `ok`, `unchanged` or why not; `docs/IMPORT.md` lists them.
    pub verdict: String,
    /// A few words.
    pub detail: String,
    /// What is worth a look.
    pub warnings: Vec<String>,
}

impl Report {
    /// A report without lines.
    pub fn new(kind: &str) -> Self {
        Report {
            kind: kind.into(),
            is_applied: false,
            total: 0,
            accepted: 0,
            refused: 0,
            counts: BTreeMap::new(),
            lines: vec![],
        }
    }

    /// Adds a line.
    pub fn add(&mut self, number: u64, verdict: Verdict) {
        self.total += 1;
        if verdict.outcome == Outcome::Refused {
            self.refused += 1;
        } else {
            self.accepted += 1;
        }
        *self.counts.entry(verdict.code.into()).or_default() += 1;
        self.lines.push(LineReport {
            line: number,
            verdict: verdict.code.into(),
            detail: verdict.detail,
            warnings: verdict.warnings.into_iter().map(Into::into).collect(),
        });
    }
}

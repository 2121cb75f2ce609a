//! The report of an import: a verdict per line.

use super::heading::UnreadColumn;
use super::kind::{Change, Other, Outcome, Verdict};
use super::rows::Line;
use serde::Serialize;
use std::collections::BTreeMap;

/// The answer to an import and to its dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportReport)]
pub struct Report {
    pub kind: String,
    /// Whether anything was written.
    pub is_applied: bool,
    /// Lines below the heading, without those that are passed over.
    pub total: usize,
    /// Lines that are imported, and those that are there already.
    pub accepted: usize,
    pub refused: usize,
    pub counts: BTreeMap<String, usize>,
    /// Columns that nobody reads.
    pub unread: Vec<UnreadColumn>,
    pub lines: Vec<LineReport>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct LineReport {
    /// Its number in the file; the heading is 1.
    pub line: u64,
    /// What it holds, shortened: without remarks and long numbers, and empty where a cell holds an identity number.
    pub text: String,
    /// `ok`, `unchanged` or why not; `docs/IMPORT.md` lists them.
    pub verdict: String,
    pub detail: String,
    pub warnings: Vec<String>,
    pub changes: Vec<Change>,
    #[schema(required = true)]
    pub other: Option<Other>,
}

impl Report {
    pub fn new(kind: &str, unread: Vec<UnreadColumn>) -> Self {
        Report {
            kind: kind.into(),
            is_applied: false,
            total: 0,
            accepted: 0,
            refused: 0,
            counts: BTreeMap::new(),
            unread,
            lines: vec![],
        }
    }

    pub fn add(&mut self, line: &Line, verdict: Verdict) {
        let (counted, sum) = match verdict.outcome {
            Outcome::Refused => (1, &mut self.refused),
            Outcome::Accepted | Outcome::Unchanged => (1, &mut self.accepted),
            Outcome::PassedOver => (0, &mut self.accepted),
        };
        *sum += counted;
        self.total += counted;
        *self.counts.entry(verdict.code.into()).or_default() += 1;
        self.lines.push(LineReport {
            line: line.number,
            text: line.summary(),
            verdict: verdict.code.into(),
            detail: verdict.detail,
            warnings: verdict.warnings.into_iter().map(Into::into).collect(),
            changes: verdict.changes,
            other: verdict.other.map(|other| *other),
        });
    }
}

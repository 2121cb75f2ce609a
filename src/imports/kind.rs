//! A kind of spreadsheet, and its verdict on a line.

use super::rows::{Column, Line};
use super::values::Month;
use crate::accounts::access::{Permissions, Scope};
use crate::bilingual::Bilingual;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::PersonId;
use serde::Serialize;
use std::sync::Arc;

/// What happens to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Accepted,
    Unchanged,
    Refused,
    /// It is no line of the sheet.
    PassedOver,
}

/// A value that is there and that the sheet would have otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportChange)]
pub struct Change {
    pub column: &'static str,
    pub was: String,
    pub now: String,
}

/// The session that a line overlaps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = ImportOther)]
pub struct Other {
    /// The title that somebody wrote, or an empty one; none where it belongs to another district (S14).
    #[schema(required = true)]
    pub title: Option<String>,
    /// What its type is called, where nobody wrote a title.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Bilingual, required = false)]
    pub type_name: Option<Bilingual>,
    /// `YYYY-MM-DD`, as the line's studio counts.
    pub date: String,
    /// `HH:MM`.
    pub start: String,
    /// `HH:MM`.
    pub end: String,
    /// The line of this sheet that brought it.
    #[schema(required = true)]
    pub line: Option<u64>,
}

/// The changes from pairs of what is there and what the line says; equal pairs are left out.
pub fn changes(columns: Vec<(&'static str, String, String)>) -> Vec<Change> {
    let columns = columns.into_iter().filter(|(_, was, now)| was != now);
    columns.map(|(column, was, now)| Change { column, was, now }).collect()
}

/// The verdict on a line: what happens to it, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub outcome: Outcome,
    pub code: &'static str,
    /// A few words for a person; never the text of a refused cell.
    pub detail: String,
    pub warnings: Vec<&'static str>,
    pub changes: Vec<Change>,
    pub other: Option<Box<Other>>,
}

impl Verdict {
    fn of(outcome: Outcome, code: &'static str, detail: String) -> Self {
        Verdict {
            outcome,
            code,
            detail,
            warnings: vec![],
            changes: vec![],
            other: None,
        }
    }

    pub fn ok() -> Self {
        Self::of(Outcome::Accepted, "ok", String::new())
    }

    pub fn unchanged() -> Self {
        Self::of(Outcome::Unchanged, "unchanged", String::new())
    }

    pub fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        Self::of(Outcome::Refused, code, detail.into())
    }

    /// The line is none of the sheet.
    pub fn passed_over(why: &'static str) -> Self {
        Self::of(Outcome::PassedOver, "passed_over", why.into())
    }

    /// `unchanged` if there are no changes, `differs` with them otherwise. An import changes nothing that is there.
    pub fn compared(changes: Vec<Change>) -> Self {
        if changes.is_empty() {
            return Self::unchanged();
        }
        let said = changes
            .iter()
            .map(|Change { column, was, now }| format!("{column}: {was} → {now}"));
        let said: Vec<String> = said.collect();
        Verdict {
            changes,
            ..Self::refused("differs", said.join("; "))
        }
    }

    #[must_use]
    pub fn against(mut self, other: Other) -> Self {
        let kind = other.type_name.as_ref().map(|name| name.en.as_str());
        let title = kind.or(other.title.as_deref()).unwrap_or("busy elsewhere");
        let said = format!("{title} {} {}-{}", other.date, other.start, other.end);
        self.detail = [self.detail, said].join(" ").trim().to_owned();
        self.other = Some(Box::new(other));
        self
    }

    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<&'static str>) -> Self {
        self.warnings = warnings;
        self
    }
}

/// A judgement that ends early: `Err` holds the refusal, so that rules read one after the other with `?`.
pub type Judged<T> = std::result::Result<T, Verdict>;

/// On whose behalf a file is imported.
#[derive(Clone, Debug)]
pub struct ImportContext {
    /// The districts whose rows may be changed.
    pub scope: Scope,
    /// The person; nobody on the command line.
    pub person: Option<PersonId>,
    /// The month that the sheet is about, if it is about one.
    pub month: Option<Month>,
}

impl ImportContext {
    /// The scope of the operator on the command line: everything.
    pub fn operator(month: Option<Month>) -> Self {
        ImportContext {
            scope: Scope::All,
            person: None,
            month,
        }
    }

    /// The scope of a signed-in person: the districts that they coordinate.
    pub fn caller(who: &Permissions, month: Option<Month>) -> Self {
        ImportContext {
            scope: who.coordinated(),
            person: Some(who.person.clone()),
            month,
        }
    }
}

pub trait Kind: Send + Sync {
    /// Its name in addresses and on the command line.
    fn name(&self) -> &'static str;

    fn columns(&self) -> &'static [Column];

    /// Whether coordinators may import it for their own districts; headquarters may import everything.
    fn is_for_coordinators(&self) -> bool;

    /// The file as comma-separated lines, for a kind that also comes in another form.
    fn to_table(&self, text: String) -> Result<String> {
        Ok(text)
    }

    /// Locks what the sheet is going to change, at the start of the transaction of a real run.
    fn lock(&self, _tx: &mut Tx<'_>, _asker: &ImportContext, _lines: &[Line]) -> Result<()> {
        Ok(())
    }

    /// Begins a sheet: loads what its lines are judged against. In a real run inside the transaction that applies it.
    fn begin(&self, conn: &mut Conn, asker: &ImportContext, lines: &[Line]) -> Result<Box<dyn Spreadsheet>>;
}

/// A sheet being judged, and then applied.
pub trait Spreadsheet {
    /// Judges the next line against what is there and what was accepted, and remembers it if it is accepted.
    fn judge(&mut self, line: &Line) -> Verdict;

    /// Writes all accepted lines in one transaction.
    fn apply(&mut self, tx: &mut Tx<'_>) -> Result<()>;
}

/// The kinds of this deployment, in the order in which a new agency imports them.
#[derive(Clone, Default)]
pub struct Registry(Vec<Arc<dyn Kind>>);

impl Registry {
    pub fn new(kinds: Vec<Arc<dyn Kind>>) -> Self {
        Registry(kinds)
    }

    pub fn find(&self, name: &str) -> Result<Arc<dyn Kind>> {
        self.0
            .iter()
            .find(|kind| kind.name() == name)
            .cloned()
            .ok_or_else(Error::not_found)
    }

    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|kind| kind.name()).collect()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registry").field(&self.names()).finish()
    }
}

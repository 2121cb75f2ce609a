//! What a kind of sheet is, and what it says of a line.

use super::rows::{Column, Line};
use super::values::Month;
use crate::accounts::access::{Scope, Standing};
use crate::chance::Chance;
use crate::clock::Clock;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::ids::PersonId;
use std::sync::Arc;

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It becomes rows.
    Accepted,
    /// It is there already.
    Unchanged,
    /// It does not come in.
    Refused,
}

/// What is said of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What becomes of it.
    pub outcome: Outcome,
    /// A stable code.
    pub code: &'static str,
    /// A few words for a person; never the text of a refused cell.
    pub detail: String,
    /// Codes of what is allowed but worth a look.
    pub warnings: Vec<&'static str>,
}

impl Verdict {
    /// The line comes in.
    pub fn ok() -> Self {
        Verdict {
            outcome: Outcome::Accepted,
            code: "ok",
            detail: String::new(),
            warnings: vec![],
        }
    }

    /// The line is there already.
    pub fn unchanged() -> Self {
        Verdict {
            outcome: Outcome::Unchanged,
            code: "unchanged",
            detail: String::new(),
            warnings: vec![],
        }
    }

    /// The line does not come in.
    pub fn refused(code: &'static str, detail: impl Into<String>) -> Self {
        Verdict {
            outcome: Outcome::Refused,
            code,
            detail: detail.into(),
            warnings: vec![],
        }
    }

    /// Adds what is worth a look.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<&'static str>) -> Self {
        self.warnings = warnings;
        self
    }
}

/// A judgement that ends early: `Err` holds the refusal, so that rules read one after the other with `?`.
pub type Judged<T> = std::result::Result<T, Verdict>;

/// On whose behalf a sheet comes in.
#[derive(Clone, Debug)]
pub struct Asker {
    /// The districts whose rows may be changed.
    pub scope: Scope,
    /// The person; nobody on the command line.
    pub person: Option<PersonId>,
    /// The month that the sheet is about, if it is about one.
    pub month: Option<Month>,
}

impl Asker {
    /// Whoever may run commands on the server: everything.
    pub fn operator(month: Option<Month>) -> Self {
        Asker {
            scope: Scope::All,
            person: None,
            month,
        }
    }

    /// A signed-in person: where they coordinate.
    pub fn caller(standing: &Standing, month: Option<Month>) -> Self {
        Asker {
            scope: standing.coordinated(),
            person: Some(standing.person.clone()),
            month,
        }
    }
}

/// One kind of sheet.
pub trait Kind: Send + Sync {
    /// Its name in addresses and on the command line.
    fn name(&self) -> &'static str;

    /// The columns that it reads.
    fn columns(&self) -> &'static [Column];

    /// Whether coordinators may import it for their own districts; headquarters may import everything.
    fn is_for_coordinators(&self) -> bool;

    /// Locks what the sheet is going to change, at the start of the transaction of a real run.
    fn lock(&self, _tx: &mut Tx<'_>, _asker: &Asker, _lines: &[Line]) -> Result<()> {
        Ok(())
    }

    /// Begins a sheet: loads what its lines are judged against. In a real run inside the transaction that applies it.
    fn begin(&self, conn: &mut Conn, asker: &Asker, lines: &[Line]) -> Result<Box<dyn Sheet>>;
}

/// A sheet being judged, and then applied.
pub trait Sheet {
    /// Judges the next line against what is there and what was accepted, and remembers it if it comes in.
    fn judge(&mut self, line: &Line) -> Verdict;

    /// Writes all accepted lines.
    fn apply(&mut self, tx: &mut Tx<'_>, clock: &Clock, chance: &Chance) -> Result<()>;
}

/// The kinds of this deployment, in the order in which a new agency imports them.
#[derive(Clone, Default)]
pub struct Registry(Vec<Arc<dyn Kind>>);

impl Registry {
    /// These kinds.
    pub fn new(kinds: Vec<Arc<dyn Kind>>) -> Self {
        Registry(kinds)
    }

    /// The kind of this name.
    pub fn find(&self, name: &str) -> Result<Arc<dyn Kind>> {
        self.0
            .iter()
            .find(|kind| kind.name() == name)
            .cloned()
            .ok_or_else(Error::not_found)
    }

    /// All names, in order.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|kind| kind.name()).collect()
    }
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Registry").field(&self.names()).finish()
    }
}

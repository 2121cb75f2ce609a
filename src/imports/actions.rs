//! Judges a file and imports it.

use super::decode::decode;
use super::kind::{ImportContext, Kind, Outcome, Spreadsheet, Verdict};
use super::report::Report;
use super::rows::{Rows, rows};
use super::values::Month;
use crate::accounts::access::{Caller, Permissions, Role};
use crate::audit::{AuditSubject, AuditVerb, Entry};
use crate::db::{Conn, Db};
use crate::error::{Code, Error, Result};
use std::sync::Arc;

/// What is done with the verdicts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    pub is_dry_run: bool,
    /// Bring in the accepted lines even if others are refused.
    pub skips_refused: bool,
    /// The month that the sheet is about.
    pub month: Option<Month>,
}

/// Who imports: a signed-in person, or the operator on the command line.
#[derive(Clone, Debug)]
pub enum Importer {
    /// A signed-in person, with the rights of their roles.
    Caller(Caller),
    Operator,
}

/// Judges a file and, unless it is a dry run, brings it in within one transaction: all lines or none, or without the
/// refused ones where the choice says so.
pub async fn import_file(
    db: &Db,
    kind: Arc<dyn Kind>,
    bytes: Vec<u8>,
    importer: Importer,
    choices: Choices,
) -> Result<Report> {
    let columns = kind.columns();
    let reader = kind.clone();
    let rows = tokio::task::spawn_blocking(move || {
        let text = decode(&bytes).ok_or_else(|| Error::from(Code::ImportUnreadable))?;
        rows(&reader.to_table(text)?, columns)
    })
    .await
    .map_err(Error::internal)??;
    if choices.is_dry_run {
        return db
            .read(move |conn| {
                let asker = asker(conn, &*kind, &importer, choices.month)?;
                Ok(judge(conn, &*kind, &asker, &rows)?.1)
            })
            .await;
    }
    db.write(move |tx| {
        let asker = asker(tx.conn(), &*kind, &importer, choices.month)?;
        kind.lock(tx, &asker, &rows.lines)?;
        let (mut sheet, mut report) = judge(tx.conn(), &*kind, &asker, &rows)?;
        report.is_applied = report.refused == 0 || choices.skips_refused;
        if report.is_applied {
            sheet.apply(tx)?;
            let verb = (AuditVerb::Import, AuditSubject::Sheet, kind.name());
            let entry = Entry::new(asker.person.as_ref(), verb.0, verb.1, verb.2);
            tx.audit(&entry.detail(serde_json::json!({ "counts": report.counts })))?;
        }
        Ok(report)
    })
    .await
}

fn judge(
    conn: &mut Conn,
    kind: &dyn Kind,
    asker: &ImportContext,
    rows: &Rows,
) -> Result<(Box<dyn Spreadsheet>, Report)> {
    let mut sheet = kind.begin(conn, asker, &rows.lines)?;
    let mut report = Report::new(kind.name(), rows.unread.clone());
    for line in &rows.lines {
        let verdict = if line.is_refused() {
            Verdict::refused("refused_content", "a cell holds an identity number")
        } else if let Some(why) = line.passed_over {
            Verdict::passed_over(why)
        } else {
            sheet.judge(line)
        };
        debug_assert!(verdict.outcome != Outcome::Refused || verdict.warnings.is_empty());
        report.add(line, verdict);
    }
    Ok((sheet, report))
}

/// What the importer may import: headquarters everything, coordinators some kinds for their own districts.
fn asker(conn: &mut Conn, kind: &dyn Kind, importer: &Importer, month: Option<Month>) -> Result<ImportContext> {
    let Importer::Caller(caller) = importer else {
        return Ok(ImportContext::operator(month));
    };
    let who = Permissions::load(conn, caller)?;
    let may = who.is_headquarters() || kind.is_for_coordinators() && who.has(Role::Coordinator);
    if may {
        Ok(ImportContext::caller(&who, month))
    } else {
        Err(Code::NotAllowed.into())
    }
}

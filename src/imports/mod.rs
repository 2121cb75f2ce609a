//! Import of spreadsheets: districts, studios, people and sessions as coordinators keep them today.
//!
//! This is the machinery; it knows no domain. A [`Kind`] of sheet belongs to the room that owns its rows and is listed in
//! the [`Registry`] at start. A file passes these steps: bytes → [`decode`] → [`rows`] → a [`Verdict`] per line, judged in file order
//! against the database and the lines accepted before → rows, all in one transaction, or none.
//!
//! Words: a line is *accepted* (it becomes rows), *unchanged* (it is there already: importing twice changes nothing),
//! *refused*, or *passed over* (a sum, the last line of an export). A dry run judges and writes nothing. A real run is all or nothing, unless refused lines may be skipped.
//!
//! Invariants:
//! - a cell that holds an identity number refuses its line before any other rule, and is never repeated, stored or logged
//!   (safety 21, 22);
//! - the report of a dry run is the report of the real run that follows it, if nothing changed in between.

pub mod actions;
pub(crate) mod cell;
pub mod decode;
pub mod heading;
pub mod http;
pub mod kind;
pub mod report;
pub mod rows;
pub mod values;

pub use kind::{ImportContext, Kind, Registry, Spreadsheet, Verdict};
pub use report::Report;

//! The files of `tests/data/agency`, and what tests do with them.

use crate::support::app::App;
use crate::support::product::imports::{Choices, Importer, Month, Report, import_file};

/// One of the agency's files.
pub fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/agency/{name}", env!("CARGO_MANIFEST_DIR"))).expect("the agency's file")
}

/// The same file as a spreadsheet program in China may write it.
pub fn in_gb18030(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes)
        .expect("UTF-8")
        .trim_start_matches('\u{feff}');
    let (bytes, _, unmappable) = encoding_rs::GB18030.encode(text);
    assert!(!unmappable);
    bytes.into_owned()
}

/// December 2026, all or nothing, for real.
pub fn december() -> Choices {
    Choices {
        month: Month::parse("2026-12"),
        ..Choices::default()
    }
}

/// What the command line does.
pub async fn import(
    app: &App,
    kind: &str,
    bytes: Vec<u8>,
    choices: Choices,
) -> crate::support::product::Result<Report> {
    import_file(
        &app.db,
        app.application.imports.find(kind)?,
        bytes,
        Importer::Operator,
        choices,
    )
    .await
}

/// Imports these kinds in order; every line comes in.
pub async fn import_all(app: &App, kinds: &[&str]) {
    for kind in kinds {
        let report = import(app, kind, file(&format!("{kind}.csv")), Choices::default())
            .await
            .expect(kind);
        assert!(report.is_applied && report.refused == 0, "{kind}: {report:?}");
    }
}

/// The places.
pub const PLACES: &[&str] = &["districts", "service_points", "studios", "rooms", "opening_hours"];

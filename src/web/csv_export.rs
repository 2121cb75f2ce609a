//! CSV exports: UTF-8 with a byte-order mark, no nicknames, and a last line that says what was selected and who made it
//! (safety 31). Cells that a spreadsheet would calculate are neutralised.

use crate::content::spreadsheet_cell;
use crate::error::{Error, Result};
use actix_web::HttpResponse;

/// A CSV export that is being written.
pub struct CsvExport(csv::Writer<Vec<u8>>);

/// The last line of an export: where it comes from and what it contains.
pub struct Origin<'a> {
    pub from: &'a str,
    /// The day after the last, or the only one.
    pub to: &'a str,
    /// Who asked for it, by id.
    pub maker: &'a str,
    /// What was selected, in the words of the query.
    pub filter: &'a str,
}

impl CsvExport {
    pub fn new(headings: &[&str]) -> Result<Self> {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(headings).map_err(Error::internal)?;
        Ok(CsvExport(writer))
    }

    pub fn line(&mut self, cells: &[String]) -> Result<()> {
        let cells = cells.iter().map(|cell| spreadsheet_cell(cell));
        self.0.write_record(cells).map_err(Error::internal)
    }

    /// Adds the last line and returns the file.
    pub fn finish(mut self, origin: &Origin<'_>) -> Result<Vec<u8>> {
        let Origin {
            from,
            to,
            maker,
            filter,
        } = origin;
        let last = ["period", from, to, "maker", maker, "filter", filter];
        self.0.write_record(last).map_err(Error::internal)?;
        self.0.into_inner().map_err(|error| Error::internal(error.into_error()))
    }
}

/// 200 with a sheet, as a file of this name.
pub fn download(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8")
        .insert_header(("content-disposition", format!("attachment; filename=\"{name}\"")))
        .body(bytes)
}

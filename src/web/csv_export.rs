//! A spreadsheet to be taken along: UTF-8 with a mark, no nicknames, and a last line that says which part of what it is and who made it
//! (safety 31). Cells that a spreadsheet would calculate are neutralised.

use crate::content::spreadsheet_cell;
use crate::error::{Error, Result};
use actix_web::HttpResponse;

/// A sheet that is being written.
pub struct CsvExport(csv::Writer<Vec<u8>>);

/// What the last line says.
pub struct Origin<'a> {
    /// The first day.
    pub from: &'a str,
    /// The day after the last, or the only one.
    pub to: &'a str,
    /// Who asked for it, by id.
    pub maker: &'a str,
    /// Which part of everything.
    pub filter: &'a str,
}

impl CsvExport {
    /// A sheet with these headings.
    pub fn new(headings: &[&str]) -> Result<Self> {
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(headings).map_err(Error::internal)?;
        Ok(CsvExport(writer))
    }

    /// One line.
    pub fn line(&mut self, cells: &[String]) -> Result<()> {
        let cells = cells.iter().map(|cell| spreadsheet_cell(cell));
        self.0.write_record(cells).map_err(Error::internal)
    }

    /// The last line, and the bytes.
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

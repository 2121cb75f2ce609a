//! Series as somebody sees them.

mod list;
mod page;

pub(crate) use list::{SeriesLine, SeriesRequest, list_series};
pub(crate) use page::{SeriesPage, SeriesRow, series_page, session_lines};

//! The calendar: lines, the page of a session, the first page, the export.

pub(crate) mod http;
pub mod line;
pub(crate) mod session_page;
pub(crate) mod store;
pub(crate) mod today;
pub(crate) mod views;

//! Spreadsheets of an agency come in: its own files, in order, on both databases.

mod agency;
mod http;
mod places;
mod reading;
mod sessions;

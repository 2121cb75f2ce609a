//! Names that are unique within their parent.

use crate::db::dialect;
use crate::error::{Code, Error};
use diesel::result::Error as SqlError;

/// Where a page of names ended: the name and the id of its last row.
pub(super) type NameKey = (String, String);

/// The answer where a unique name is taken already.
fn name_taken() -> Error {
    Error::from(Code::NameTaken).and_field("name", "taken")
}

/// Answers [`name_taken`] where `constraint` refuses a row.
pub(super) fn unless_taken(constraint: &'static str) -> impl Fn(SqlError) -> Error {
    move |error| {
        if dialect::violates(&error, constraint) {
            name_taken()
        } else {
            error.into()
        }
    }
}

//! Every query of this room, one file a noun.

mod districts;
mod hours;
mod rooms;
mod studios;

pub use districts::*;
pub use hours::*;
pub use rooms::*;
pub use studios::*;

use super::model::name_taken;
use crate::db::dialect;
use crate::error::Error;
use diesel::result::Error as SqlError;

/// Where a page of names ended.
pub type NameKey = (String, String);

fn unless_taken(constraint: &'static str) -> impl Fn(SqlError) -> Error {
    move |error| {
        if dialect::violates(&error, constraint) {
            name_taken()
        } else {
            error.into()
        }
    }
}

//! A range of dates in which a studio is closed.

use crate::ids::{ClosureId, StudioId};

/// One studio's part of a closure. Studios that were closed together share the id.
#[derive(Clone, Debug, PartialEq, Eq, diesel::Queryable, diesel::Insertable)]
#[diesel(table_name = crate::db::schema::closures)]
pub struct Closure {
    pub id: ClosureId,
    pub studio_id: StudioId,
    /// `YYYY-MM-DD`, the first date.
    pub from_date: String,
    /// `YYYY-MM-DD`, the last date.
    pub to_date: String,
    /// Why, in a few words.
    pub reason: String,
    pub created_at: i64,
}

impl Closure {
    /// Whether a date `YYYY-MM-DD` is in it.
    pub fn contains(&self, date: &str) -> bool {
        *self.from_date <= *date && *date <= *self.to_date
    }
}

//! Of whom facts are read.

use crate::ids::PersonId;

/// Of whom something is read.
#[derive(Clone, Copy)]
pub(crate) enum Whom<'a> {
    These(&'a [PersonId]),
    /// Read from the days in question, and not over anybody's life.
    Everybody,
}

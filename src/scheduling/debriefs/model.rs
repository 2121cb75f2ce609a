//! What somebody of the staff says of a session.

/// Four answers after a session.
#[derive(Clone, Debug)]
pub struct DebriefAnswers {
    pub went_well: String,
    pub hard: String,
    pub follow_up: String,
    /// How the author is; for them and their supervisor only.
    pub how_am_i: String,
}

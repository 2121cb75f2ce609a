//! Nicknames: what may be one, what looks like another, and suggestions.

pub(super) mod lookalike;
pub(super) mod name;
pub(super) mod nickname;
pub(super) mod suggestions;

//! Passphrases and their hashes.

pub(super) mod actions;
pub(super) mod hashing;
pub(super) mod model;

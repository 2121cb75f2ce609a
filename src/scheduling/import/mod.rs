//! The sheets whose rows belong to scheduling: counsellors with their qualification and preferences, and a month of
//! sessions. The rules and their order are those of `docs/IMPORT.md`; only they refuse a line, everything else that the
//! planning rules say becomes a warning on the imported session.

mod calendar;
mod counsellors;
mod gather;
mod keys;
mod line;
mod sessions;
pub(crate) mod store;
mod stored;

pub use counsellors::CounsellorsKind;
pub use sessions::SessionsKind;

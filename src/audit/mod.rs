//! The audit: who did or read something sensitive, append-only and tamper-evident.
//!
//! An **entry** is written by [`record`] in the transaction of the act itself, so neither stands without the other; a
//! sensitive read is therefore a write. Entries are written unchained, because a chain in the writers' path would queue
//! them all behind one row. The recurring job [`SEAL`] then **seals** them in the order of their ids: each gets the next
//! dense `seq`, the hash of the entry before it and its own hash (SHA-256 over every field). `audit verify` walks the chain.
//!
//! Invariants:
//! - an entry is never changed nor deleted; the database refuses it (triggers), apart from the one seal;
//! - a changed, removed or inserted entry in the sealed part breaks the chain at that place, and a cut-off tail differs from
//!   the head row; whoever can rewrite the whole table can forge a new chain, so the head hash is also logged;
//! - `detail` holds ids and codes, never texts, names or secrets.

mod actions;
mod chain;
mod model;
mod store;
mod verbs;
mod verify;

pub use actions::{SEAL, record, seal};
pub use model::{Broken, Entry, Line, Report};
pub use store::page_entries;
pub use verbs::{AuditSubject, AuditVerb};
pub use verify::verify;

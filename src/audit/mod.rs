//! The audit: who did or read something sensitive, append-only and tamper-evident.
//!
//! An **entry** is written by [`Tx::audit`](crate::db::Tx::audit) in the transaction of the act itself, so neither exists without the other; a
//! sensitive read is therefore a write. Entries are written unchained, because a chain in the writers' path would queue
//! them all behind one row. The recurring job [`SEAL`] then **seals** them in the order of their ids: each gets the next
//! dense `seq`, the hash of the entry before it and its own (HMAC-SHA-256 over every field, under a key that is not in the database).
//! The head, which says how many there are, is sealed by the same key. `audit verify` walks the chain.
//!
//! Invariants:
//! - an entry is never changed nor deleted; the database refuses it (triggers), apart from the one seal;
//! - a changed, removed or inserted entry in the sealed part breaks the chain at that place, and a cut-off tail differs from
//!   the sealed head; whoever has the database and not the key can write neither. They can put an older state back as a whole, so the
//!   head is also written to the log daily, and `verify` accepts one that was kept elsewhere;
//! - `detail` holds ids and codes, never texts, names or secrets.

mod actions;
mod chain;
mod model;
pub mod security;
mod store;
mod verbs;
mod verify;

pub use actions::{KEEP_HEAD, SEAL, keep_head, seal};
pub use model::{Broken, Entry, Kept, KeptHead, Line, Report};
pub use store::page_entries;
pub use verbs::{AuditSubject, AuditVerb};
pub use verify::verify;

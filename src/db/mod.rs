//! The database: one way to read, one way to write, on SQLite and on PostgreSQL.
//!
//! [`Db::read`] runs a closure on a connection that cannot write. [`Db::write`] puts a closure on one bounded queue; writer
//! threads take it from there. SQLite has one writer, which commits whatever waits in one transaction (a savepoint each);
//! PostgreSQL has several, one transaction each. The answer comes when the change is durable, and events that the closure
//! left with [`Tx::after_commit`] are published then, or never.
//!
//! The rules of a write, which `docs/DATABASE.md` explains:
//! - the closure may run more than once, each time from a clean slate, so it acts only through rows and `after_commit`;
//! - it recovers from a database error only inside [`Tx::attempt`]; an error that is swallowed elsewhere is refused;
//! - it locks the head row of what it changes first, and never calls `Db::write` itself.
//!
//! Only this room knows which backend is in use: [`native!`](crate::native) and `dialect` hold every difference.

pub mod backup;
mod conn;
pub mod dialect;
mod error;
pub mod gram_index;
mod handle;
mod job;
mod limits;
pub mod lock;
pub mod migrate;
mod sql_error;
mod statement_log;
mod statement_observer;
mod readers;
pub mod reseal;
pub mod schema;
mod signals;
mod text_enum;
mod tx;
mod writer;

pub use conn::{Address, Backend, Conn};
pub use error::Error;
pub use handle::Db;
pub use limits::{Limits, Stats};
pub use signals::{SignalChannel, Signals};
pub use tx::Tx;

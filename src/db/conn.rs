//! One connection type for both databases, and how a connection is opened.
#![allow(missing_docs)] // the derive makes public items without any

use super::error::Error;
use super::statement_observer::StatementObserver;
use diesel::connection::{SimpleConnection, TransactionManager};
use diesel::prelude::*;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(diesel::MultiConnection)]
pub enum Conn {
    Sqlite(SqliteConnection),
    Pg(PgConnection),
}

/// Runs the same text on the native connection, where all of diesel is available (`on_conflict`, several rows at once).
#[macro_export]
macro_rules! native {
    ($conn:expr, |$c:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Sqlite($c) => $body,
            $crate::db::Conn::Pg($c) => $body,
        }
    };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Where the database is. `Display` shows no password.
#[derive(Clone, PartialEq, Eq)]
pub enum Address {
    Sqlite(PathBuf),
    /// A URL that libpq understands.
    Postgres(String),
}

/// What a connection is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Reads only; the database itself refuses anything else.
    Reader,
    Writer,
    /// Changes the schema; no time limits.
    Migrator,
}

impl Address {
    /// Reads `sqlite:path` or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, Error> {
        if let Some(path) = url.strip_prefix("sqlite:") {
            if path.is_empty() || path.contains(":memory:") {
                return Err(Error::down("a SQLite address names a file: sqlite:var/tongxing.db"));
            }
            return Ok(Address::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Address::Postgres(url.into()));
        }
        Err(Error::down(
            "a database address starts with sqlite: (a file) or postgres:// (a server)",
        ))
    }

    pub fn backend(&self) -> Backend {
        match self {
            Address::Sqlite(_) => Backend::Sqlite,
            Address::Postgres(_) => Backend::Postgres,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Address::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split(['?', '#']).next().unwrap_or_default();
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Conn {
    pub fn backend(&self) -> Backend {
        match self {
            Conn::Sqlite(_) => Backend::Sqlite,
            Conn::Pg(_) => Backend::Postgres,
        }
    }

    /// Opens a connection and sets it up for its role. Errors of its statements are recorded in `observer`.
    pub(super) fn open(at: &Address, role: Role, observer: &Arc<StatementObserver>) -> Result<Conn, Error> {
        let open = match at {
            Address::Sqlite(path) => open_sqlite(path, role, observer),
            Address::Postgres(url) => open_postgres(url, role, observer),
        };
        open.map_err(|why| Error::down(format!("the database {at} cannot be opened: {why}")))
    }

    /// A transaction is open that should not be, or its state is unknown.
    pub(super) fn is_broken(&mut self) -> bool {
        <Conn as Connection>::TransactionManager::is_broken_transaction_manager(self)
    }

    /// Whether the other side still answers.
    pub(super) fn is_alive(&mut self) -> bool {
        self.batch_execute("SELECT 1").is_ok()
    }
}

type Why = Box<dyn std::error::Error + Send + Sync>;

fn open_sqlite(path: &Path, role: Role, observer: &Arc<StatementObserver>) -> Result<Conn, Why> {
    let text = path.to_str().ok_or("its path is not UTF-8")?;
    if role == Role::Reader && !path.exists() {
        return Err("the file is gone".into());
    }
    let mut conn = SqliteConnection::establish(text)?;
    conn.batch_execute(
        "PRAGMA busy_timeout = 5000;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA mmap_size = 268435456;",
    )?;
    // A group of writes may touch many pages before it commits; a reader's pages are mostly in the map. The planner gets no statistics:
    // what it learns of a table that is small when the server starts holds for months, and its plan reads the whole table when it
    // has grown. Without them it takes every table for large and uses the indexes.
    conn.batch_execute(match role {
        Role::Reader => "PRAGMA cache_size = -4000; PRAGMA query_only = ON;",
        Role::Writer | Role::Migrator => {
            "PRAGMA cache_size = -32000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 8000;
             PRAGMA journal_size_limit = 67108864;"
        }
    })?;
    conn.set_instrumentation(observer.instrumentation());
    Ok(Conn::Sqlite(conn))
}

fn open_postgres(url: &str, role: Role, observer: &Arc<StatementObserver>) -> Result<Conn, Why> {
    let mut conn = PgConnection::establish(&with_defaults(url, &[("application_name", "tongxing")]))?;
    conn.batch_execute("SET client_min_messages = warning; SET default_transaction_isolation = 'read committed';")?;
    conn.batch_execute(match role {
        Role::Reader => "SET default_transaction_read_only = on; SET statement_timeout = '30s';",
        Role::Writer => {
            "SET lock_timeout = '10s'; SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s';"
        }
        Role::Migrator => "SET statement_timeout = 0; SET lock_timeout = 0;",
    })?;
    conn.set_instrumentation(observer.instrumentation());
    Ok(Conn::Pg(conn))
}

/// A server that does not answer must not hold a thread for minutes.
pub(super) fn with_defaults(url: &str, also: &[(&str, &str)]) -> String {
    let mut url = url.to_owned();
    for (key, value) in [("connect_timeout", "5")].iter().chain(also) {
        if !url.contains(&format!("{key}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{key}={value}"));
        }
    }
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_password() {
        let at = Address::parse("postgres://app:s3cret@db.example:5432/tongxing?sslpassword=x").unwrap();
        assert_eq!(at.to_string(), "postgres://db.example:5432/tongxing");
        assert!(!format!("{at:?}").contains("s3cret"));
    }

    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }

    // chat 14: what the index of search takes together is a part of it, however small it was when the server started
    #[test]
    fn a_table_that_was_small_at_the_start_is_not_read_whole_when_it_has_grown() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}/small.db", folder.path().display());
        crate::db::migrate::migrate(&url).unwrap();
        let observer = StatementObserver::new(std::time::Duration::ZERO);
        for _start in 0..2 {
            let conn = &mut Conn::open(&Address::parse(&url).unwrap(), Role::Writer, &observer).unwrap();
            let Conn::Sqlite(conn) = conn else { unreachable!() };
            let merge = "EXPLAIN QUERY PLAN DELETE FROM message_grams_data WHERE id >= ? AND id <= ?";
            let steps: Vec<Step> = diesel::sql_query(merge).load(conn).unwrap();
            assert!(steps[0].detail.starts_with("SEARCH"), "{}", steps[0].detail);
        }
    }

    #[test]
    fn an_address_of_another_kind_is_refused_with_a_sentence() {
        for url in ["mysql://x", "sqlite:", "sqlite::memory:", "tongxing.db"] {
            assert!(
                Address::parse(url).unwrap_err().to_string().contains("address"),
                "{url}"
            );
        }
    }
}

//! The schema's history: one folder per backend with the same names, embedded in the binary.

use super::conn::{Address, Conn, Role};
use super::error::Error;
use super::statement_observer::StatementObserver;
use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::time::Duration;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Any number that no other program on the server uses for an advisory lock.
const LOCK: i64 = 0x746f_6e67_7869_6e67;

/// Brings the database up to this program's schema; the names of what was run. Safe to run by several at once.
pub fn migrate(url: &str) -> Result<Vec<String>, Error> {
    with_lock(url, |conn| {
        let done = match conn {
            Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(names),
            Conn::Pg(c) => c.run_pending_migrations(POSTGRES).map(names),
        };
        done.map_err(|why| Error::down(format!("a migration failed: {why}")))
    })
}

/// Takes every migration back; for tests and for a development database.
pub fn revert_all(url: &str) -> Result<(), Error> {
    with_lock(url, |conn| {
        let done = match conn {
            Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|_| ()),
            Conn::Pg(c) => c.revert_all_migrations(POSTGRES).map(|_| ()),
        };
        done.map_err(|why| Error::down(format!("a migration could not be taken back: {why}")))
    })
}

/// Refuses with a sentence unless the database has exactly this program's schema.
pub fn check(url: &str) -> Result<(), Error> {
    let conn = &mut Conn::open(
        &Address::parse(url)?,
        Role::Migrator,
        &StatementObserver::new(Duration::ZERO),
    )?;
    let (pending, newest) = match conn {
        Conn::Sqlite(c) => (c.pending_migrations(SQLITE).map(|p| p.len()), newest(&SQLITE, c)),
        Conn::Pg(c) => (c.pending_migrations(POSTGRES).map(|p| p.len()), newest(&POSTGRES, c)),
    };
    let pending = pending.map_err(|why| Error::down(format!("the migrations cannot be read: {why}")))?;
    let is_newer = newest.map_err(|why| Error::down(format!("the migrations cannot be read: {why}")))?;
    if is_newer {
        return Err(Error::down(
            "the database was made by a newer version of Tongxing; run that version, or restore a backup",
        ));
    }
    if pending > 0 {
        return Err(Error::down(format!(
            "the database lacks {pending} migrations; run `tongxing migrate` first"
        )));
    }
    Ok(())
}

/// Whether the database has a migration that this program does not know.
fn newest<DB: diesel::backend::Backend>(
    known: &EmbeddedMigrations,
    conn: &mut impl MigrationHarness<DB>,
) -> diesel::migration::Result<bool> {
    let known: Vec<Box<dyn Migration<DB>>> = known.migrations()?;
    let known: Vec<String> = known.iter().map(|m| m.name().version().to_string()).collect();
    let applied = conn.applied_migrations()?;
    Ok(applied.iter().any(|version| !known.contains(&version.to_string())))
}

fn names(done: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    done.iter().map(ToString::to_string).collect()
}

/// On a connection of its own that is closed at the end, and the lock with it.
fn with_lock<T>(url: &str, work: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
    let at = Address::parse(url)?;
    let mut conn = Conn::open(&at, Role::Migrator, &StatementObserver::new(Duration::ZERO))?;
    if let Conn::Pg(c) = &mut conn {
        c.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    }
    work(&mut conn)
}
